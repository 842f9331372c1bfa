using Slipway.Linux;
using Slipway.Linux.Files;

namespace Slipway.Oci.Tests.Trees;

/// <summary>
/// Carries out a list of numbers as changes of a tree; changes that make no sense there are left out, as
/// the kernel says.
/// </summary>
public static class TreeChanges
{
    private static readonly RawPath[] Names =
    [
        RawPath.Of("a"u8), RawPath.Of("b"u8), RawPath.Of("a-b"u8), RawPath.Of("naïve"),
        RawPath.Of([0xff, 0xfe, (byte)'x']),
        RawPath.Of(new string('l', 120)),
    ];

    public static void Apply(string root, IReadOnlyList<int> numbers)
    {
        using var handle = DirectoryHandle.Open(root);
        for (var i = 0; i + 4 <= numbers.Count; i += 4)
        {
            try
            {
                Change(handle, Math.Abs(numbers[i] % 18), Path(numbers[i + 1]), Path(numbers[i + 2]),
                    Math.Abs(numbers[i + 3] % 100_000));
            }
            catch (LinuxException)
            {
                // Such as a file in a file, or a name that is not there.
            }
        }
    }

    private static RawPath Path(int number)
    {
        var digits = Math.Abs(number % 1000);
        var path = Names[digits % Names.Length];
        for (digits /= Names.Length; digits > 0 && path.Length < 300; digits /= Names.Length)
            path = path.Combine(Names[digits % Names.Length]);
        return path;
    }

    private static void Change(DirectoryHandle root, int what, RawPath path, RawPath other, int value)
    {
        using var parent = root.OpenDirectory(path.Parent);
        var name = path.Name;
        switch (what)
        {
            case 0 or 1: Write(parent, name, OpenFlags.Create | OpenFlags.Truncate, value); break;
            case 2: Write(parent, name, OpenFlags.Append, value % 700); break;
            case 3 or 4: parent.MakeDirectory(name, 0x1ED); break;
            case 5: parent.MakeSymlink(name, value % 3 == 0 ? RawPath.Of("/" + new string('t', 130)) : other); break;
            case 6: Link(root, parent, name, other); break;
            case 7: parent.SetMode(name, value & 0xfff); break;
            case 8: parent.SetOwner(name, (uint)value * 37, (uint)value); break;
            case 9: parent.RemoveTree(name); break;
            case 10: Rename(root, parent, name, other); break;
            case 11:
                parent.SetAttribute(name, "user.k" + value % 3, new byte[] { 0, (byte)value, (byte)'\n', (byte)'=' });
                break;
            case 12: parent.SetAttribute(name, "security.capability",
                [1, 0, 0, 2, (byte)value, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]); break;
            case 13: Sparse(parent, name, value); break;
            case 14: parent.SetTimes(name, new UnixTime(value * 10_000L - 1000, (uint)(value % 2) * 123_456_700));
                break;
            case 15: parent.OpenFile(name, OpenFlags.ReadWrite).Dispose(); break; // copies up, changes nothing
            case 16: parent.MakeNode(name, FileKind.Fifo, 0x180); break;
            // what makes overlayfs write an opaque directory
            default: parent.RemoveTree(name); parent.MakeDirectory(name, 0x1ED); break;
        }
    }

    private static void Write(DirectoryHandle parent, RawPath name, OpenFlags flags, int value)
    {
        using var file = parent.OpenFile(name, flags | OpenFlags.WriteOnly | OpenFlags.NonBlocking, 0x1A4);
        var content = new byte[value % 9 == 0 ? 0 : value];
        new Random(value).NextBytes(content);
        file.WriteAll(content);
    }

    private static void Sparse(DirectoryHandle parent, RawPath name, int value)
    {
        using var file = parent.OpenFile(name, OpenFlags.Create | OpenFlags.WriteOnly | OpenFlags.NonBlocking, 0x1A4);
        file.SeekTo(value * 7L);
        file.WriteAll("island"u8);
        file.SetLength(value * 10L);
    }

    private static void Link(DirectoryHandle root, DirectoryHandle parent, RawPath name, RawPath existing)
    {
        using var source = root.OpenDirectory(existing.Parent);
        parent.MakeLink(name, source, existing.Name);
    }

    private static void Rename(DirectoryHandle root, DirectoryHandle parent, RawPath name, RawPath target)
    {
        using var directory = root.OpenDirectory(target.Parent);
        parent.Rename(name, directory, target.Name);
    }
}
