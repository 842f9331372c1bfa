using Slipway.Linux.Files;

namespace Slipway.Cartridges.Packages;

/// <summary>The files of a package that nobody vouches for: walked by descriptor, no link followed.</summary>
internal static class PackageFiles
{
    public static List<(RawPath Path, FileStat Stat)> Walk(DirectoryHandle root, int most)
    {
        var entries = new List<(RawPath Path, FileStat Stat)>();
        var ahead = new Stack<RawPath>([RawPath.Empty]);
        while (ahead.TryPop(out var directory))
        {
            using var handle = root.OpenDirectory(directory);
            foreach (var name in handle.List().Order())
            {
                if (entries.Count == most)
                    throw new CartridgePackageException($"there are more than {most} files", "put what they need into the image");
                var entry = (Path: directory.Combine(name), Stat: handle.Stat(name));
                entries.Add(entry);
                if (entry.Stat.IsDirectory)
                    ahead.Push(entry.Path);
            }
        }
        return entries;
    }

    /// <summary>Makes all of it root's, scripts executable, the rest readable, nothing more.</summary>
    public static void Normalize(DirectoryHandle root, int most)
    {
        foreach (var (path, stat) in Walk(root, most))
        {
            using var parent = root.OpenDirectory(path.Parent);
            parent.SetOwner(path.Name, 0, 0);
            if (stat.IsDirectory)
                parent.SetMode(path.Name, 0x1ED);
            else if (stat.IsRegular)
                parent.SetMode(path.Name, path.Parent.ToString() == CartridgePackage.ScriptsFolder || (stat.Mode & 0x40) != 0 ? 0x1ED : 0x1A4);
        }
        root.SetOwner(RawPath.Empty, 0, 0);
        root.SetMode(RawPath.Empty, 0x1ED);
    }
}
