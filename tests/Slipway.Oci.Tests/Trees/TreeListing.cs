using System.Security.Cryptography;
using Slipway.Linux.Files;

namespace Slipway.Oci.Tests.Trees;

/// <summary>
/// All that images keep of a tree, one line a path, so that two trees can be compared. Times of directories
/// are no part of it.
/// </summary>
public static class TreeListing
{
    public static List<string> Of(string root, bool times = true)
    {
        var lines = new List<string>();
        var links = new Dictionary<(ulong, ulong), RawPath>();
        using var handle = DirectoryHandle.Open(root);
        Visit(handle, RawPath.Empty, lines, links, times);
        return lines;
    }

    private static void Visit(
        DirectoryHandle directory, RawPath path, List<string> lines,
        Dictionary<(ulong, ulong), RawPath> links, bool times)
    {
        foreach (var name in directory.List().Order())
        {
            var stat = directory.Stat(name);
            var child = path.Combine(name);
            var attributes = directory.ListAttributes(name)
                .Where(a => !a.StartsWith("trusted.", StringComparison.Ordinal)
                    || a.EndsWith(".opaque", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
                .Select(a => $"{a}={Convert.ToHexString(directory.FindAttribute(name, a)!)}");
            var first = stat.IsRegular && !links.TryAdd((stat.Device, stat.Inode), child)
                ? links[(stat.Device, stat.Inode)] : child;
            lines.Add($"{Convert.ToHexString(child.Bytes)} {child} {stat.Kind} {Convert.ToString(stat.Mode, 8)} " +
                $"{stat.Uid}:{stat.Gid}"
                + $" {(times && !stat.IsDirectory && !stat.IsWhiteout ? stat.Modified : default)} first={first} " +
                    $"[{string.Join(",", attributes)}] {Content(directory, name, stat)}");
            if (!stat.IsDirectory)
                continue;
            using var below = directory.OpenDirectory(name);
            Visit(below, child, lines, links, times);
        }
    }

    private static string Content(DirectoryHandle directory, RawPath name, FileStat stat)
    {
        if (stat.Kind == FileKind.Symlink)
            return Convert.ToHexString(directory.ReadLink(name).Bytes);
        if (!stat.IsRegular)
            return "";
        using var stream = new FileStream(directory.OpenFile(name, OpenFlags.ReadOnly), FileAccess.Read);
        return $"{stat.Size} {Convert.ToHexString(SHA256.HashData(stream))}";
    }
}
