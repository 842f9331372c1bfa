using System.Text;
using Slipway.Linux.Files;

namespace Slipway.Build.Context;

/// <summary>
/// The build context, with its Dockerfile and ignore file. Everything is opened beneath the directory.
/// </summary>
public static class BuildContext
{
    /// <summary>The Dockerfile's bytes.</summary>
    /// <param name="dockerfile">The Dockerfile's path in the context.</param>
    /// <exception cref="SlipwayException">There is no such directory or Dockerfile.</exception>
    public static byte[] ReadDockerfile(string directory, string dockerfile, int maxBytes)
    {
        if (!Directory.Exists(directory))
            throw new SlipwayException(ErrorCode.BuildContext, "the build context is no directory",
                "Name the directory that has the Dockerfile.");
        using var tree = SourceTree.Context(directory, IgnoreRules.None);
        return Read(tree, dockerfile, maxBytes)
            ?? throw new SlipwayException(
                ErrorCode.BuildContext, $"there is no {Excerpt.Of(dockerfile)} in the build context",
                "Write one, or name its path.");
    }

    /// <summary>
    /// The context without the files excluded by <c>DOCKERFILE.dockerignore</c>, or else <c>.dockerignore</c>.
    /// </summary>
    public static SourceTree Open(string directory, string dockerfile)
    {
        using var whole = SourceTree.Context(directory, IgnoreRules.None);
        var rules = Read(whole, dockerfile + ".dockerignore", IgnoreRules.MaxFileBytes)
            ?? Read(whole, ".dockerignore", IgnoreRules.MaxFileBytes);
        return SourceTree.Context(
            directory, rules is null ? IgnoreRules.None : IgnoreRules.Parse(Encoding.UTF8.GetString(rules)));
    }

    /// <summary>An additional context, without the files excluded by its <c>.dockerignore</c>.</summary>
    /// <exception cref="SlipwayException">There is no such directory.</exception>
    public static SourceTree OpenNamed(string name, string directory) => Directory.Exists(directory)
        ? Open(directory, "")
        : throw new SlipwayException(
            ErrorCode.BuildContext, $"the build context '{Excerpt.Of(name)}' is no directory",
            "Name a directory that exists.");

    private static byte[]? Read(SourceTree tree, string path, int maxBytes)
    {
        if (tree.Find(path) is not { Stat: { IsRegular: true } stat } file)
            return null;
        if (stat.Size > maxBytes)
            throw new SlipwayException(
                ErrorCode.BuildLimit, $"{Excerpt.Of(path)} has {stat.Size} bytes; {maxBytes} are the most");
        using var stream = tree.Open(file);
        var content = new byte[maxBytes + 1];
        var length = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return length <= maxBytes
            ? content[..length]
            : throw new SlipwayException(
                ErrorCode.BuildLimit, $"{Excerpt.Of(path)} grew beyond {maxBytes} bytes while it was read");
    }
}
