using Slipway.Linux;
using Slipway.Linux.Files;

namespace Slipway.SourceToImage;

/// <summary>Directories in an untrusted tree.</summary>
internal static class TreePaths
{
    /// <summary>Opens a directory, creating it and missing parents (0755, owned by root).</summary>
    /// <exception cref="SourceBuildException">Something else has the name of one of them.</exception>
    public static DirectoryHandle Make(DirectoryHandle root, RawPath path)
    {
        var current = root.Duplicate();
        foreach (var name in path.ToString()
            .Split('/', StringSplitOptions.RemoveEmptyEntries).Select(part => RawPath.Of(part)))
        {
            using var above = current;
            current = above.FindDirectory(name) ?? MakeOne(above, name, path);
        }
        return current;
    }

    private static DirectoryHandle MakeOne(DirectoryHandle above, RawPath name, RawPath whole)
    {
        try
        {
            above.MakeDirectory(name, FileModes.AllExecute);
            above.SetMode(name, FileModes.AllExecute);
            return above.OpenDirectory(name);
        }
        catch (LinuxException e) when (e.Errno is Errno.Exists)
        {
            throw new SourceBuildException(SourcePhase.Commit,
                $"'{Excerpt.Of(name.ToString())}' in '{Excerpt.Of(whole.ToString())}' of the image is a link or file",
                "use an image that has a directory there", e);
        }
    }

    /// <summary>A path to the open directory that does not depend on names.</summary>
    public static string PathOf(DirectoryHandle directory) => $"/proc/self/fd/{directory.Descriptor}";

    /// <summary>Converts an absolute path of a container to a path relative to the root.</summary>
    public static RawPath Relative(string path) => RawPath.Of(path.Trim('/'));
}
