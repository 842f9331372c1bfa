using Slipway.Linux.Files;

namespace Slipway.Cartridges.Packages;

/// <summary>The files of an untrusted package: read by descriptor, no link followed.</summary>
internal static class PackageFiles
{
    public const int MaxEntries = 20_000;

    /// <summary>Lists each directory before its entries.</summary>
    public static List<(RawPath Path, FileStat Stat)> Walk(DirectoryHandle root)
    {
        var entries = new List<(RawPath Path, FileStat Stat)>();
        var ahead = new Stack<RawPath>([RawPath.Empty]);
        while (ahead.TryPop(out var directory))
        {
            using var handle = root.OpenDirectory(directory);
            foreach (var name in handle.List().Order())
            {
                if (entries.Count == MaxEntries)
                    throw PackageErrors.Refused(
                        $"there are more than {MaxEntries} files", "put what they need into the image");
                var entry = (Path: directory.Combine(name), Stat: handle.Stat(name));
                entries.Add(entry);
                if (entry.Stat.IsDirectory)
                    ahead.Push(entry.Path);
            }
        }
        return entries;
    }

    /// <summary>Makes root the owner of all files, scripts executable and the rest readable.</summary>
    public static void Normalize(DirectoryHandle root)
    {
        foreach (var (path, stat) in Walk(root))
        {
            using var parent = root.OpenDirectory(path.Parent);
            parent.SetOwner(path.Name, 0, 0);
            if (ModeOf(path, stat) is { } mode)
                parent.SetMode(path.Name, mode);
        }
        root.SetOwner(RawPath.Empty, 0, 0);
        root.SetMode(RawPath.Empty, FileModes.AllExecute);
    }

    /// <summary>Copies a validated package into an empty directory, with normalized owners and modes.</summary>
    public static void Copy(DirectoryHandle from, DirectoryHandle to)
    {
        foreach (var (path, stat) in Walk(from))
        {
            using var source = from.OpenDirectory(path.Parent);
            using var target = to.OpenDirectory(path.Parent);
            if (stat.IsDirectory)
                target.MakeDirectory(path.Name, FileModes.AllExecute);
            else if (stat.Kind == FileKind.Symlink)
                target.MakeSymlink(path.Name, source.ReadLink(path.Name));
            else
                CopyFile(source, target, path.Name);
            if (ModeOf(path, stat) is { } mode)
                target.SetMode(path.Name, mode);
        }
        to.SetMode(RawPath.Empty, FileModes.AllExecute);
    }

    private static void CopyFile(DirectoryHandle source, DirectoryHandle target, RawPath name)
    {
        using var from = source.OpenFile(name, OpenFlags.ReadOnly | OpenFlags.NonBlocking);
        using var to = target.OpenFile(
            name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, FileModes.AllRead);
        from.CopyTo(to);
    }

    /// <summary>Null for entries without a mode.</summary>
    private static int? ModeOf(RawPath path, FileStat stat) => stat.Kind switch
    {
        FileKind.Directory => FileModes.AllExecute,
        FileKind.Regular =>
            path.Parent.Equals(CartridgePackage.ScriptsPath) || (stat.Mode & FileModes.OwnerExecute) != 0
                ? FileModes.AllExecute
                : FileModes.AllRead,
        _ => null,
    };
}
