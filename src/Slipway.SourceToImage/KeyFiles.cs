using Slipway.Build.Context;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.SourceToImage;

/// <summary>The source files that define dependencies: all that <c>assemble-dependencies</c> sees.</summary>
internal static class KeyFiles
{
    /// <summary>
    /// The files that match the globs, without directories; the whole source when there are no globs.
    /// </summary>
    public static IReadOnlyList<SourceEntry> Select(IReadOnlyList<SourceEntry> entries, IReadOnlyList<string> globs)
    {
        if (globs.Count == 0)
            return entries;
        var patterns =
            globs.Select(glob => PathPattern.TryParse(glob, anyDepth: true) ?? throw Malformed(glob)).ToArray();
        return [.. entries.Where(
            entry => entry.Stat.IsRegular && patterns.Any(pattern => pattern.IsMatch(entry.Path.ToString())))];
    }

    /// <summary>Copies the files into an empty directory.</summary>
    public static void Copy(SourceFiles source, IEnumerable<SourceEntry> files, string target)
    {
        using var directory = DirectoryHandle.Open(target);
        foreach (var file in files)
        {
            using var parent = TreePaths.Make(directory, file.Path.Parent);
            using var from = source.Root.OpenFile(file.Path, OpenFlags.ReadOnly);
            using var to = parent.OpenFile(
                file.Path.Name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, FileModes.OwnerReadWrite);
            from.CopyTo(to);
            parent.SetMode(file.Path.Name, file.Stat.Mode & FileModes.All);
        }
    }

    private static SourceBuildException Malformed(string glob) =>
        new(SourcePhase.Prepare,
            $"'{Excerpt.Of(glob)}' of the cartridge's Dependency-files is no pattern",
            "correct the cartridge's manifest");
}
