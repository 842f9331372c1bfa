using System.Buffers.Binary;
using System.Security.Cryptography;
using Slipway.Linux.Files;

namespace Slipway.SourceToImage;

/// <summary>
/// Hashes what distinguishes two files of a source: path, type, permission bits, and content or target.
/// </summary>
internal static class SourceHash
{
    public static void Add(IncrementalHash hash, DirectoryHandle root, SourceEntry entry, byte[] buffer)
    {
        Span<byte> head = stackalloc byte[24];
        BinaryPrimitives.WriteInt32LittleEndian(head, (int)entry.Stat.Kind);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], entry.Stat.Kind == FileKind.Symlink ? 0 : entry.Stat.Mode);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], entry.Path.Length);
        BinaryPrimitives.WriteInt64LittleEndian(head[16..], entry.Stat.IsRegular ? entry.Stat.Size : 0);
        hash.AppendData(head);
        hash.AppendData(entry.Path.Bytes);
        if (entry.Stat.IsRegular)
            AddContent(hash, root, entry, buffer);
        else if (entry.Stat.Kind == FileKind.Symlink)
            hash.AppendData(TargetOf(root, entry.Path));
    }

    private static void AddContent(IncrementalHash hash, DirectoryHandle root, SourceEntry entry, byte[] buffer)
    {
        using var file = root.OpenFile(entry.Path, OpenFlags.ReadOnly | OpenFlags.NonBlocking);
        for (int read; (read = file.ReadSome(buffer)) > 0;)
            hash.AppendData(buffer, 0, read);
    }

    private static ReadOnlySpan<byte> TargetOf(DirectoryHandle root, RawPath path)
    {
        using var parent = root.OpenDirectory(path.Parent);
        return parent.ReadLink(path.Name).Bytes;
    }
}
