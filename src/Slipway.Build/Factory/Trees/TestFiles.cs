using Slipway.Build.Dockerfiles.Context;
using Slipway.Build.Dockerfiles.Execution;
using Slipway.Build.Factory.Testing;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Build.Factory.Trees;

/// <summary>The tests beside a template.</summary>
internal static class TestFiles
{
    /// <summary>Where the tests of an image are, below its directory.</summary>
    public const string Directory = "tests";

    /// <summary>The test files of an image: those that stand in <see cref="Directory"/>, read.</summary>
    /// <exception cref="ImageTestFileException">One of them is refused.</exception>
    public static IReadOnlyList<ImageTestFile> Of(TemplateTree tree, TreeImage image)
    {
        using var files = SourceTree.Context(tree.Root, IgnoreRules.None);
        if (files.Find(image.PathOf(Directory)) is not { Stat.IsDirectory: true } directory)
            return [];
        return
        [
            .. files.Below(directory.Path).Where(file => file.Stat.IsRegular && file.Path.Parent.Equals(directory.Path)).Select(file => file.Path.ToString())
                .Where(path => Path.GetExtension(path) is ".yml" or ".yaml" or ".json")
                .Select(path => ImageTestFile.Parse(tree.Files.Find(path) ?? "", path)),
        ];
    }

    /// <summary>What the tests of an image are; null when it has none.</summary>
    public static Digest? DigestOf(TemplateTree tree, TreeImage image, CancellationToken cancel)
    {
        using var files = SourceTree.Context(tree.Root, IgnoreRules.None);
        return files.Find(image.PathOf(Directory)) is { Stat.IsDirectory: true } directory
            ? CopySource.DigestOf([new CopySource(files, directory, RawPath.Of(Directory))], [], cancel)
            : null;
    }
}
