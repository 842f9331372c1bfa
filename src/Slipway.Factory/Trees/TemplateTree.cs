using System.Collections.Immutable;
using Slipway.Build.Context;
using Slipway.Linux.Files;
using Slipway.Templates.Loading;

namespace Slipway.Factory.Trees;

/// <summary>
/// A tree of image templates: its settings and its images, by name. Links cannot lead out of the directory.
/// </summary>
public sealed record TemplateTree(
    string Root, FactorySettings Settings, ImmutableSortedDictionary<string, TreeImage> Images)
{
    private const int MaxImages = 5_000;
    private static readonly ImmutableArray<string> Templates = ["Dockerfile.j2", "Dockerfile"];

    /// <summary>Reads text files of the tree.</summary>
    internal DirectoryTemplates Files { get; } = new([Root], FactorySettings.MaxFileBytes);

    /// <param name="name">The default name of the tree.</param>
    /// <exception cref="SlipwayException">The tree has no images, two of one name, or a file that is
    /// refused.</exception>
    public static TemplateTree Read(string root, string name)
    {
        var files = new DirectoryTemplates([root], FactorySettings.MaxFileBytes);
        var settings = FactorySettings.Read(root, name);
        var images = new SortedDictionary<string, TreeImage>(StringComparer.Ordinal);
        foreach (var image in Find(root, files, settings))
        {
            if (!images.TryAdd(image.Name, image))
                throw new SlipwayException(
                    ErrorCode.Factory,
                    $"two images are called {image.Name}: in {images[image.Name].Directory} and in {image.Directory}",
                    "rename one, or give it a name in its image.yml");
            if (images.Count > MaxImages)
                throw new SlipwayException(ErrorCode.Factory, $"there are more than {MaxImages} images in this tree",
                    "name the directories that count in factory.yml");
        }
        RequireOwnAliases(images.Values);
        return images.Count > 0
            ? new TemplateTree(root, settings, images.ToImmutableSortedDictionary(StringComparer.Ordinal))
            : throw new SlipwayException(
                ErrorCode.Factory,
                "there is no image in this tree", "an image is a directory with a Dockerfile.j2 or a Dockerfile");
    }

    private static IEnumerable<TreeImage> Find(string root, DirectoryTemplates files, FactorySettings settings)
    {
        using var tree = SourceTree.Context(root, IgnoreRules.None);
        var names = settings.Directories.Select(FactorySettings.Trimmed)
            .Where(directory => directory.Length == 0 || tree.Find(directory) is { Stat.IsDirectory: true })
            .SelectMany(directory => tree.Below(RawPath.Of(directory))).Where(file => file.Stat.IsRegular)
            .Select(file => file.Path.ToString()).Distinct()
            .Where(path => Path.GetFileName(path) is ImageSettings.FileName or CartridgeAliases.ManifestName
                or "Dockerfile.j2" or "Dockerfile")
            .Where(path => !path.Split('/').Any(part => part.StartsWith('.')))
            .ToLookup(path => Path.GetDirectoryName(path)!, path => Path.GetFileName(path)!);
        foreach (var directory in names)
        {
            string? Text(string name) => directory.Contains(name) ? files.Find(PathOf(directory.Key, name)) : null;
            var path = PathOf(directory.Key, ImageSettings.FileName);
            var own = Text(ImageSettings.FileName) is { } text ? SettingsReader.Image(text, path) : null;
            var template = Templates.FirstOrDefault(directory.Contains);
            if (template is null && own is null)
                continue;
            if (template is null && own!.Debian is null)
                throw new SlipwayException(ErrorCode.Factory, $"{path} describes an image without a template",
                    "write a Dockerfile.j2 beside it, or name a Debian suite in it");
            own ??= new ImageSettings();
            if (Text(CartridgeAliases.ManifestName) is { } manifest)
            {
                var aliases = CartridgeAliases.Of(manifest, PathOf(directory.Key, CartridgeAliases.ManifestName));
                own = own with { Aliases = [.. own.Aliases.Union(aliases)] };
            }
            yield return new TreeImage(
                own.Name ?? NameOf(directory.Key, settings), directory.Key, own.Debian is null ? template : null, own);
        }
    }

    /// <summary>An alias follows the newest release of one image, so two images cannot share it.</summary>
    private static void RequireOwnAliases(IEnumerable<TreeImage> images)
    {
        var shared = images.SelectMany(image => image.Settings.Aliases.Select(alias => (Alias: alias, image.Name)))
            .GroupBy(entry => entry.Alias)
            .FirstOrDefault(group => group.Count() > 1);
        if (shared is not null)
            throw new SlipwayException(
                ErrorCode.Factory,
                $"{shared.Key} is an alias of {string.Join(" and of ", shared.Select(entry => entry.Name))}",
                "let one of them have it");
    }

    private static string PathOf(string directory, string file) => directory.Length == 0 ? file : $"{directory}/{file}";

    private static string NameOf(string directory, FactorySettings settings) =>
        directory.Length == 0 ? settings.Name : Path.GetFileName(directory);
}
