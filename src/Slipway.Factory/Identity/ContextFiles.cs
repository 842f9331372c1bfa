using Slipway.Build.Context;
using Slipway.Dockerfiles.Execution;
using Slipway.Factory.Trees;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Factory.Identity;

/// <summary>
/// The build context of an image: the files next to its template, files rendered into it, and its sources.
/// </summary>
internal sealed class ContextFiles(TemplateTree tree)
{
    private const long MaxBytes = 8L << 30;
    private static readonly CopyOptions AsTheyAre = new(null, null, UnixTime.Of(DateTimeOffset.UnixEpoch), MaxBytes, 0);

    /// <summary>The identity of each part of the context from this tree.</summary>
    public IEnumerable<IdentityPart> Parts(RenderedImage image, CancellationToken cancel)
    {
        using var files = SourceTree.Context(tree.Root, IgnoreRules.None);
        yield return new IdentityPart(
            IdentityKind.Dockerfile, "", DigestOf(image.Dockerfile ?? DebianText(image.Image.Settings)));
        foreach (var (path, content) in image.Files)
            yield return new IdentityPart(IdentityKind.File, path, DigestOf(content));
        foreach (var file in Beside(files, image).Where(file => !file.Stat.IsDirectory))
        {
            var source = new CopySource(files, file, file.Path.Name);
            yield return new IdentityPart(
                IdentityKind.File, NameIn(image.Image, file), CopySource.DigestOf([source], [], cancel).ToString());
        }
        foreach (var name in image.Sources.Where(name => tree.Settings.Sources[name] is TreeSource.Directory))
            yield return new IdentityPart(
                IdentityKind.Source, name, CopySource.DigestOf([SourceOf(files, name)], [], cancel).ToString());
    }

    /// <summary>Writes the context to an empty directory.</summary>
    /// <param name="fetched">Directories of remote sources, by name.</param>
    public void Write(
        RenderedImage image, string directory, IReadOnlyDictionary<string, string> fetched, CancellationToken cancel)
    {
        using var files = SourceTree.Context(tree.Root, IgnoreRules.None);
        using var root = DirectoryHandle.Open(directory);
        var writer = new TreeWriter(root, AsTheyAre, cancel);
        foreach (var file in Beside(files, image))
        {
            var target = RawPath.Of(NameIn(image.Image, file));
            if (file.Stat.IsDirectory)
                writer.MakeDirectories(target, Owner.Root);
            else
                writer.CopyFile(files, file, target);
        }
        foreach (var name in image.Sources.Where(name => !fetched.ContainsKey(name)))
            writer.CopyDirectory(SourceOf(files, name), RawPath.Of(name));
        foreach (var (name, place) in fetched)
        {
            using var source = SourceTree.Context(place, IgnoreRules.None);
            writer.CopyDirectory(new CopySource(source, source.Find("")!.Value, RawPath.Of(name)), RawPath.Of(name));
        }
        foreach (var (path, content) in image.Files)
            writer.WriteFile(content, RawPath.Of(path));
        writer.WriteFile(image.Dockerfile!, RawPath.Of("Dockerfile"));
    }

    /// <summary>
    /// All files of the image's directory except templates, settings, tests, and directories of other images.
    /// </summary>
    private IEnumerable<SourceFile> Beside(SourceTree files, RenderedImage image)
    {
        var own = image.Image.Directory;
        var others = tree.Images.Values.Select(other => other.Directory)
            .Where(other => other.Length > own.Length && IsIn(other, own)).ToList();
        return from file in files.Below(RawPath.Of(own))
               let path = file.Path.ToString()
               let name = NameIn(image.Image, file)
               where !Path.GetFileName(name).StartsWith("Dockerfile", StringComparison.Ordinal)
                   || name.Contains('/', StringComparison.Ordinal)
               where name is not (ImageSettings.FileName or FactorySettings.FileName) && !IsIn(name, "tests")
               where !others.Any(other => IsIn(path, other)) && !image.Files.ContainsKey(name)
               select file;
    }

    private CopySource SourceOf(SourceTree files, string name)
    {
        var origin = (TreeSource.Directory)tree.Settings.Sources[name];
        return files.Find(origin.Path) is { Stat.IsDirectory: true } found
            ? new CopySource(files, found, RawPath.Of(name))
            : throw new SlipwayException(
                ErrorCode.Factory, $"the source {name} is no directory of this tree: {Excerpt.Of(origin.Path)}",
                "correct it in factory.yml");
    }

    private static bool IsIn(string path, string directory) =>
        directory.Length == 0 || path == directory || path.StartsWith(directory + "/", StringComparison.Ordinal);

    private static string NameIn(TreeImage image, SourceFile file) =>
        image.Directory.Length == 0 ? file.Path.ToString() : file.Path.ToString()[(image.Directory.Length + 1)..];

    private static string DebianText(ImageSettings settings) =>
        $"{settings.Debian} {string.Join(' ', settings.DebianPackages)}";

    private static string DigestOf(string text) => Digest.OfBytes(System.Text.Encoding.UTF8.GetBytes(text)).ToString();
}
