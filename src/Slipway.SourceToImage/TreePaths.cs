using Slipway.Linux;
using Slipway.Linux.Files;

namespace Slipway.SourceToImage;

/// <summary>Directories in a tree whose links are not trusted.</summary>
internal static class TreePaths
{
    /// <summary>Opens a directory, and makes it and those above it where they are missing (0755 of root).</summary>
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
            throw new SourceBuildException(SourceBuildError.InvalidSource, SourcePhase.Commit,
                $"'{Excerpt.Of(name.ToString())}' in '{Excerpt.Of(whole.ToString())}' of the image is a link or file",
                "use an image that has a directory there", e);
        }
    }

    /// <summary>A path that leads to the open directory whatever its names are.</summary>
    public static string PathOf(DirectoryHandle directory) => $"/proc/self/fd/{directory.Descriptor}";

    /// <summary>An absolute path of a container as a path from the root.</summary>
    public static RawPath Relative(string path) => RawPath.Of(path.Trim('/'));
}
