namespace Slipway.Platform.Cartridges;

/// <summary>The files of the cartridges, one directory a version. A directory is complete or not there: it is written aside, then renamed.</summary>
internal sealed class CartridgeShelf(string directory)
{
    public const string ManifestFile = "manifest.yml";
    private const long LongestManifest = 1 << 20;
    private const long LargestPackage = 256L << 20;
    private const int MostFiles = 10_000;
    private string Aside => Path.Combine(directory, ".new");

    public static async Task<string> ReadManifestAsync(string package, CancellationToken cancel)
    {
        var file = new FileInfo(Path.Combine(package, ManifestFile));
        if (!file.Exists)
            file = new FileInfo(Path.Combine(package, "metadata", ManifestFile));
        if (!file.Exists)
            throw new PlatformException(PlatformError.Invalid, $"there is no {ManifestFile}", $"a cartridge is a directory with {ManifestFile} and its scripts below scripts/");
        if (file.Length > LongestManifest || file.LinkTarget is not null)
            throw new PlatformException(PlatformError.Invalid, $"{ManifestFile} is longer than {LongestManifest >> 20} MiB, or a link");
        return await File.ReadAllTextAsync(file.FullName, cancel);
    }

    /// <summary>Stores a package with the manifest of one version and returns the directory. What applications read of an older one meanwhile stays readable.</summary>
    public string Put(string package, string name, string version, string manifest)
    {
        Directory.CreateDirectory(Aside);
        var made = Path.Combine(Aside, Identifier.Random(12));
        Copy(new DirectoryInfo(package), made);
        File.WriteAllText(Path.Combine(made, ManifestFile), manifest);
        SyncTree(made);
        var place = Path.Combine(directory, name, $"{version}-{Path.GetFileName(made)}");
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        Directory.Move(made, place);
        Linux.Files.DirectorySync.Flush(Path.GetDirectoryName(place)!);
        return place;
    }

    public void Remove(string place)
    {
        if (place.StartsWith(directory, StringComparison.Ordinal) && Directory.Exists(place))
            Directory.Delete(place, recursive: true);
    }

    /// <summary>Removes what a crash has left, and versions that nothing refers to.</summary>
    public void Sweep(IReadOnlySet<string> used)
    {
        if (!Directory.Exists(directory))
            return;
        Remove(Aside);
        foreach (var place in Directory.EnumerateDirectories(directory).SelectMany(Directory.EnumerateDirectories).Where(place => !used.Contains(place)).ToList())
            Remove(place);
    }

    public async Task<T> WithDirectoryAsync<T>(Func<string, Task> fill, Func<string, Task<T>> use)
    {
        var place = Path.Combine(Aside, Identifier.Random(12));
        Directory.CreateDirectory(place);
        try
        {
            await fill(place);
            return await use(Root(place));
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }

    // Archives often have one directory around everything.
    private static string Root(string place) => !File.Exists(Path.Combine(place, ManifestFile)) && !Directory.Exists(Path.Combine(place, "metadata"))
        && Directory.GetFileSystemEntries(place) is [var only] && new DirectoryInfo(only) is { Exists: true, LinkTarget: null } ? only : place;

    private static void Copy(DirectoryInfo from, string to)
    {
        var (bytes, files) = (0L, 0);
        CopyInto(from, to, file =>
        {
            bytes += file.Length;
            if (bytes > LargestPackage || ++files > MostFiles)
                throw new PlatformException(PlatformError.LimitReached, $"a cartridge has at most {MostFiles} files and {LargestPackage >> 20} MiB", "large things belong into its image");
        });
    }

    private static void CopyInto(DirectoryInfo from, string to, Action<FileInfo> account)
    {
        Directory.CreateDirectory(to);
        foreach (var entry in from.EnumerateFileSystemInfos())
        {
            var target = Path.Combine(to, entry.Name);
            if (entry.LinkTarget is not null)
                throw new PlatformException(PlatformError.Invalid, $"'{entry.Name}' is a symbolic link, which a cartridge's files cannot have", "put the file itself there");
            if (entry is DirectoryInfo directory)
            {
                CopyInto(directory, target, account);
                continue;
            }
            account((FileInfo)entry);
            File.Copy(entry.FullName, target);
        }
    }

    private static void SyncTree(string root)
    {
        foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            using var handle = File.OpenHandle(file);
            RandomAccess.FlushToDisk(handle);
        }
        foreach (var folder in Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories).Append(root))
            Linux.Files.DirectorySync.Flush(folder);
    }
}
