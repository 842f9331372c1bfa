using Slipway.Linux;
using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Cartridges.Packages;

/// <summary>Imports a package into an empty directory of the server. After an error, discard the directory.</summary>
public static class PackageImport
{
    private static readonly ApplyOptions Bounds =
        new() { MaxEntries = PackageFiles.MaxEntries, MaxBytes = 256L << 20, MaxDepth = 64, Whiteouts = false };

    /// <summary>
    /// Unpacks a tar, plain, gzip or zstd. A single top-level directory is taken as the package itself.
    /// </summary>
    /// <exception cref="SlipwayException">It is no archive, too large, or holds what no cartridge
    /// may.</exception>
    /// <exception cref="Manifests.ManifestException">The manifest has errors.</exception>
    public static CartridgePackage Unpack(Stream archive, string directory, CancellationToken cancel = default)
    {
        try
        {
            LayerApply.ToTree(archive, directory, Bounds, cancel);
        }
        catch (Exception e)
            when (e is SlipwayException { Code: ErrorCode.Malformed } or LinuxException { Errno: Errno.NameTooLong })
        {
            throw PackageErrors.Refused($"the archive cannot be unpacked: {e.Message}",
                "make it with tar -czf from a cartridge's directory", e);
        }
        using (var root = DirectoryHandle.Open(directory))
        {
            Lift(root);
            PackageFiles.Normalize(root);
        }
        return CartridgePackage.Open(directory);
    }

    private static void Lift(DirectoryHandle root)
    {
        if (root.List() is not [var only] || !root.Stat(only).IsDirectory)
            return;
        // Renamed first, because an entry in it may have the same name.
        var aside = RawPath.Of(".lifted");
        root.Rename(only, root, aside);
        using (var top = root.OpenDirectory(aside))
        {
            foreach (var name in top.List().Where(name => !name.Equals(aside)))
                top.Rename(name, root, name);
        }
        root.RemoveTree(aside);
    }
}
