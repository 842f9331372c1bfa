using System.Text;
using Slipway.Linux.Files;

namespace Slipway.Linux.Files;

/// <summary>
/// Resolves a path inside a tree as chroot(2) would: links are followed, but never out of the tree. The result contains
/// no link, so open it with <see cref="Resolve.Untrusted"/>: if the tree changes meanwhile, the open fails.
/// </summary>
public static class RootedPath
{
    private const int MaxLinks = 40;

    /// <param name="path">Slash-separated; a leading slash and <c>..</c> at the root mean the root.</param>
    /// <returns> The path without leading slash (empty is the root); components that do not exist are kept. Null when
    /// links form a loop. </returns>
    public static RawPath? Resolve(DirectoryHandle root, RawPath path, bool followLast = true)
    {
        var ahead = new Stack<byte[]>();
        Push(ahead, path.Bytes);
        var made = new List<byte[]>();
        for (var links = 0; ahead.TryPop(out var name);)
        {
            if (name.AsSpan().SequenceEqual(".."u8))
            {
                if (made.Count > 0)
                    made.RemoveAt(made.Count - 1);
                continue;
            }
            made.Add(name);
            if (ahead.Count == 0 && !followLast)
                break;
            if (TargetOf(root, Join(made)) is not { } target)
                continue;
            if (++links > MaxLinks)
                return null;
            made.RemoveAt(made.Count - 1);
            if (target.Bytes[0] == '/')
                made.Clear();
            Push(ahead, target.Bytes);
        }
        return Join(made);
    }

    private static RawPath? TargetOf(DirectoryHandle root, RawPath path)
    {
        using var parent = root.FindDirectory(path.Parent);
        return parent?.Find(path.Name) is { Kind: FileKind.Symlink } ? parent.ReadLink(path.Name) : null;
    }

    private static void Push(Stack<byte[]> ahead, ReadOnlySpan<byte> path)
    {
        var names = new List<byte[]>();
        foreach (var range in path.Split((byte)'/'))
        {
            if (!path[range].IsEmpty && !path[range].SequenceEqual("."u8))
                names.Add(path[range].ToArray());
        }
        for (var i = names.Count - 1; i >= 0; i--)
            ahead.Push(names[i]);
    }

    private static RawPath Join(List<byte[]> names)
    {
        var joined = new MemoryStream();
        foreach (var name in names)
        {
            if (joined.Length > 0)
                joined.WriteByte((byte)'/');
            joined.Write(name);
        }
        return RawPath.Of(joined.ToArray());
    }
}
