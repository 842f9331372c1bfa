using System.Security.Cryptography;
using System.Text;
using Slipway.Cartridges.Manifests;
using Slipway.Linux.Files;

namespace Slipway.Cartridges.Packages;

/// <summary>
/// The files of the stored cartridges, one directory for each version. A directory is complete or absent: it is written
/// under a temporary name, then renamed.
/// </summary>
public sealed class PackageStore(string directory)
{
    private string StagingDirectory => Path.Combine(directory, ".new");

    /// <summary>
    /// Stores a package with the manifest of one of its versions and returns the directory. An older one stays readable
    /// for its current readers.
    /// </summary>
    public string Put(CartridgePackage package, CartridgeManifest version)
    {
        var made = Path.Combine(StagingDirectory, RandomNumberGenerator.GetHexString(12, lowercase: true));
        Directory.CreateDirectory(made);
        using (var source = DirectoryHandle.Open(package.Directory))
        using (var target = DirectoryHandle.Open(made))
        {
            PackageFiles.Copy(source, target);
            DurableFile.Write(
                Path.Combine(made, CartridgePackage.ManifestName), Encoding.UTF8.GetBytes(version.ToYaml()));
            target.SyncFileSystem();
        }
        var place = Path.Combine(directory, version.Name, $"{version.Version}-{Path.GetFileName(made)}");
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        DurableFile.Rename(made, place, RenameMode.NoReplace);
        DurableFile.SyncDirectory(directory);
        return place;
    }

    public void Remove(string place)
    {
        if (place.StartsWith(directory + "/", StringComparison.Ordinal) && Directory.Exists(place))
            Directory.Delete(place, recursive: true);
    }

    /// <summary>Removes incomplete directories of a crash, and versions that nothing refers to.</summary>
    public void Sweep(IReadOnlySet<string> used)
    {
        if (!Directory.Exists(directory))
            return;
        Remove(StagingDirectory);
        foreach (var place in Directory.EnumerateDirectories(directory)
            .SelectMany(Directory.EnumerateDirectories).Where(place => !used.Contains(place)).ToList())
            Remove(place);
    }
}
