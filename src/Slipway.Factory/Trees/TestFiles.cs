using Slipway.Build.Context;
using Slipway.ImageTests;
using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;
using Slipway.Templates.Loading;

namespace Slipway.Factory.Trees;

/// <summary>The test files next to a template.</summary>
internal static class TestFiles
{
    /// <summary>The directory of an image's tests, below its own.</summary>
    public const string Directory = "tests";

    /// <summary>The maximum packed size of an image's tests, in bytes.</summary>
    public const int MaxBytes = 64 << 20;

    private const int MaxFileBytes = 4 << 20;
    private static readonly ApplyOptions Bounds =
        new() { MaxEntries = 10_000, MaxBytes = MaxBytes, MaxDepth = 32, Whiteouts = false };

    /// <summary>Parses the test files of an image, in <see cref="Directory"/>.</summary>
    /// <exception cref="ImageTestFileException">One of them is refused.</exception>
    public static IReadOnlyList<LocatedTestFile> Of(TemplateTree tree, TreeImage image) =>
        In(tree.Root, image.PathOf(Directory));

    /// <summary>Parses the test files of a directory below a root; links cannot lead out of the root.</summary>
    /// <exception cref="ImageTestFileException">One of them is refused.</exception>
    public static IReadOnlyList<LocatedTestFile> In(string root, string path)
    {
        using var files = SourceTree.Context(root, IgnoreRules.None);
        if (files.Find(path) is not { Stat.IsDirectory: true } directory)
            return [];
        var texts = new DirectoryTemplates([root], MaxFileBytes);
        return
        [
            .. files.Below(directory.Path).Where(file => file.Stat.IsRegular && file.Path.Parent.Equals(directory.Path))
                .Select(file => file.Path.ToString())
                .Where(file => Path.GetExtension(file) is ".yml" or ".yaml" or ".json")
                .Select(file => new LocatedTestFile(
                    ImageTestFile.Parse(texts.Find(file) ?? "", file), Path.Combine(root, path))),
        ];
    }

    /// <summary>
    /// Packs all files of an image's tests into an archive. Equal tests give equal bytes: names, contents, links and
    /// the executable bit count.
    /// </summary>
    /// <returns>Null when the image has no tests.</returns>
    /// <exception cref="SlipwayException">They are too many.</exception>
    public static byte[]? Pack(TemplateTree tree, TreeImage image, CancellationToken cancel)
    {
        using var files = SourceTree.Context(tree.Root, IgnoreRules.None);
        if (files.Find(image.PathOf(Directory)) is not { Stat.IsDirectory: true } directory)
            return null;
        var archive = new MemoryStream();
        var tar = new TarWriter(archive);
        foreach (var file in files.Below(directory.Path)
            .Where(file => file.Stat.Kind is FileKind.Directory or FileKind.Regular or FileKind.Symlink))
        {
            cancel.ThrowIfCancellationRequested();
            if (archive.Length + file.Stat.Size > MaxBytes)
                throw new SlipwayException(
                    ErrorCode.Factory, $"the tests of {image.Name} are longer than {MaxBytes >> 20} MiB",
                    "keep large files out of tests/");
            Write(tar, files, file, file.From(directory.Path));
        }
        tar.Finish();
        return archive.ToArray();
    }

    /// <summary>Unpacks into an empty directory; writes nothing outside of it.</summary>
    public static void Unpack(byte[] archive, string directory, CancellationToken cancel) =>
        LayerApply.ToTree(new MemoryStream(archive), directory, Bounds, cancel);

    private static void Write(TarWriter tar, SourceTree files, SourceFile file, RawPath name)
    {
        if (file.Stat.Kind == FileKind.Symlink)
        {
            using var parent = files.Root.OpenDirectory(file.Path.Parent);
            tar.Write(
                new TarEntry(TarKind.Symlink, name)
                {
                    Mode = FileModes.All, LinkTarget = parent.ReadLink(file.Path.Name),
                });
            return;
        }
        var isExecutable = file.Stat.IsDirectory || (file.Stat.Mode & FileModes.OwnerExecute) != 0;
        var content = file.Stat.IsRegular ? Read(files, file) : [];
        tar.Write(new TarEntry(file.Stat.IsDirectory ? TarKind.Directory : TarKind.File, name)
        {
            Mode = isExecutable ? FileModes.AllExecute : FileModes.AllRead, Size = content.Length,
        });
        tar.WriteData(content);
    }

    private static byte[] Read(SourceTree files, SourceFile file)
    {
        using var stream = files.Open(file);
        var content = new byte[file.Stat.Size];
        stream.ReadExactly(content);
        return content;
    }
}
