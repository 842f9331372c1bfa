using Slipway.Linux.Files;

namespace Slipway.SourceToImage;

/// <summary>
/// Reads and writes Slipway's files in the tree of an artifact. The tree is untrusted: it comes from the image and the
/// scripts.
/// </summary>
internal static class ArtifactTree
{
    /// <summary>Writes the scripts to the path of the mount, owned by root and read-only for all others.</summary>
    public static void WriteScripts(string tree, string scripts, UnixTime time)
    {
        using var root = DirectoryHandle.Open(tree);
        using var target = TreePaths.Make(root, TreePaths.Relative(ScriptSet.Directory));
        using var source = SourceFiles.Open(scripts);
        foreach (var entry in source.Walk())
            Copy(source.Root, entry, target, entry.Path.Name, 0, 0, time);
        target.SetTimes(RawPath.Empty, time);
    }

    /// <summary>
    /// Copies prebuilt files into the tree. Returns the path of the file, or of the directory when there are several.
    /// </summary>
    /// <param name="place">The path of the file, or of a directory when it ends with a slash or there are several
    /// files.</param>
    public static string WriteBinary(
        string tree, PreparedSource binary, string place, uint uid, uint gid, UnixTime time)
    {
        using var root = DirectoryHandle.Open(tree);
        var files = binary.Entries.Where(entry => entry.Stat.IsRegular).ToList();
        if (files.Count == 0)
            throw new SourceBuildException(SourcePhase.Assemble,
                "there is no file to deploy", "give a file with --binary");
        if (files is [var only] && !place.EndsWith('/'))
        {
            var path = TreePaths.Relative(place);
            using var parent = TreePaths.Make(root, path.Parent);
            Copy(binary.Files.Root, only, parent, path.Name, uid, gid, time);
            return "/" + path;
        }
        var directory = TreePaths.Relative(place);
        foreach (var file in files)
        {
            using var parent = TreePaths.Make(root, directory.Combine(file.Path.Parent));
            Copy(binary.Files.Root, file, parent, file.Path.Name, uid, gid, time);
        }
        return "/" + (files is [var single] ? directory.Combine(single.Path) : directory);
    }

    /// <summary>The labels that <c>assemble</c> requested.</summary>
    public static IReadOnlyDictionary<string, string> ReadLabels(string tree, BuilderLabels labels)
    {
        using var files = SourceFiles.Open(tree);
        var json = files.Read($"tmp/.s2i/{ImageMetadata.Name}", ImageMetadata.MaxFileBytes)
            ?? files.Read($"{labels.Destination.Trim('/')}/.s2i/{ImageMetadata.Name}", ImageMetadata.MaxFileBytes);
        return json is null ? new Dictionary<string, string>() : ImageMetadata.Parse(json);
    }

    private static void Copy(
        DirectoryHandle from, SourceEntry entry, DirectoryHandle target, RawPath name, uint uid,
        uint gid, UnixTime time)
    {
        target.RemoveTree(name);
        using var source = from.OpenFile(entry.Path, OpenFlags.ReadOnly);
        using var file = target.OpenFile(
            name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, FileModes.OwnerReadWrite);
        source.CopyTo(file);
        file.SetMetadata(uid, gid, entry.Stat.Mode & FileModes.All);
        file.SetTimes(time);
    }
}
