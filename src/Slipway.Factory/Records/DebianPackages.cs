using System.Collections.Immutable;
using Slipway.Linux.Files;

namespace Slipway.Factory.Records;

/// <summary>Reads the Debian packages of an image from dpkg's status file (dpkg(1), "FILES").</summary>
internal static class DebianPackages
{
    private const string StatusFile = "var/lib/dpkg/status";
    private const long MaxFileBytes = 64 << 20;

    /// <param name="root">The image's tree.</param>
    /// <returns><c>name=version</c>, sorted; none when the image has no dpkg.</returns>
    public static ImmutableArray<string> Read(string root)
    {
        using var directory = DirectoryHandle.Open(root);
        using var parent = directory.FindDirectory(RawPath.Of(StatusFile).Parent);
        if (parent?.Find(RawPath.Of(StatusFile).Name) is not { IsRegular: true, Size: <= MaxFileBytes })
            return [];
        using var file = new FileStream(
            parent.OpenFile(RawPath.Of(StatusFile).Name, OpenFlags.ReadOnly), FileAccess.Read, 1 << 16);
        using var reader = new StreamReader(file);
        return Parse(reader);
    }

    internal static ImmutableArray<string> Parse(TextReader reader)
    {
        var packages = new SortedSet<string>(StringComparer.Ordinal);
        var (name, version, installed) = ((string?)null, (string?)null, false);
        while (true)
        {
            var line = reader.ReadLine();
            if (string.IsNullOrEmpty(line))
            {
                if (installed && name is not null && version is not null)
                    packages.Add($"{name}={version}");
                if (line is null)
                    return [.. packages];
                (name, version, installed) = (null, null, false);
            }
            else if (line.StartsWith("Package: ", StringComparison.Ordinal))
                name = line[9..].Trim();
            else if (line.StartsWith("Version: ", StringComparison.Ordinal))
                version = line[9..].Trim();
            else if (line.StartsWith("Status: ", StringComparison.Ordinal))
                installed = line.EndsWith(" installed", StringComparison.Ordinal);
        }
    }
}
