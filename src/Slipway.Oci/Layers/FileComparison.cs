using System.Buffers;
using Slipway.Linux.Files;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>Detects files that overlayfs copied up without changes.</summary>
internal static class FileComparison
{
    /// <summary>
    /// Compares type, owner, mode, clamped time, attributes and target; reads the content only if all of these are
    /// equal.
    /// </summary>
    internal static bool IsSame(
        TarEntry entry, FileStat upper, DirectoryHandle upperParent, DirectoryHandle lowerParent,
        Func<UnixTime, UnixTime> bounded)
    {
        var name = entry.Path.Name;
        var lower = lowerParent.Stat(name);
        // A file with hard links is written with all its names; otherwise none could be a link to it.
        if (lower.Kind != upper.Kind || upper.Links > 1 || lower.Uid != upper.Uid || lower.Gid != upper.Gid
            || lower.Mode != upper.Mode
            || lower.Size != upper.Size || bounded(lower.Modified) != entry.Modified
            || !LayerAttributes.Read(lowerParent, name).SequenceEqual(entry.Attributes))
            return false;
        return upper.Kind switch
        {
            FileKind.Symlink => lowerParent.ReadLink(name) == entry.LinkTarget,
            FileKind.Regular => HasSameContent(upperParent, lowerParent, name),
            _ => true,
        };
    }

    private static bool HasSameContent(DirectoryHandle one, DirectoryHandle other, RawPath name)
    {
        const int chunk = 64 << 10;
        using var left = one.OpenFile(name, OpenFlags.ReadOnly);
        using var right = other.OpenFile(name, OpenFlags.ReadOnly);
        var buffer = ArrayPool<byte>.Shared.Rent(2 * chunk);
        try
        {
            while (true)
            {
                var leftRead = left.ReadFully(buffer.AsSpan(0, chunk));
                var rightRead = right.ReadFully(buffer.AsSpan(chunk, chunk));
                if (!buffer.AsSpan(0, leftRead).SequenceEqual(buffer.AsSpan(chunk, rightRead)))
                    return false;
                if (leftRead == 0)
                    return true;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
