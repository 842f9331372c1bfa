using System.Collections.Immutable;
using Slipway.Build.Dockerfiles.Context;
using Slipway.Build.Templates.Loading;
using Slipway.Linux.Files;

namespace Slipway.Build.Factory.Trees;

/// <summary>A directory of image templates: its settings and its images, by name. Nothing outside of the directory is read, whatever links in it say.</summary>
public sealed record TemplateTree(string Root, FactorySettings Settings, ImmutableSortedDictionary<string, TreeImage> Images)
{
    private const int LongestFile = 4 << 20;
    private const int MostImages = 5_000;
    private static readonly ImmutableArray<string> Templates = ["Dockerfile.j2", "Dockerfile"];

    /// <summary>Files of the tree as texts.</summary>
    internal DirectoryTemplates Files { get; } = new([Root], LongestFile);

    /// <param name="name">What a tree is called that does not say it itself.</param>
    /// <exception cref="FactoryException">The tree has no images, two of one name, or a file that is refused.</exception>
    public static TemplateTree Read(string root, string name)
    {
        var files = new DirectoryTemplates([root], LongestFile);
        var settings = files.Find(FactorySettings.FileName) is { } text
            ? SettingsReader.Factory(text, FactorySettings.FileName, name)
            : new FactorySettings { Name = name, Namespace = name };
        var images = new SortedDictionary<string, TreeImage>(StringComparer.Ordinal);
        foreach (var image in Find(root, files, settings))
        {
            if (!images.TryAdd(image.Name, image))
                throw new FactoryException(
                    $"two images are called {image.Name}: in {images[image.Name].Directory} and in {image.Directory}",
                    "rename one, or give it a name in its image.yml");
            if (images.Count > MostImages)
                throw new FactoryException($"there are more than {MostImages} images in this tree", "name the directories that count in factory.yml");
        }
        return images.Count > 0
            ? new TemplateTree(root, settings, images.ToImmutableSortedDictionary(StringComparer.Ordinal))
            : throw new FactoryException("there is no image in this tree", "an image is a directory with a Dockerfile.j2 or a Dockerfile");
    }

    private static IEnumerable<TreeImage> Find(string root, DirectoryTemplates files, FactorySettings settings)
    {
        using var tree = SourceTree.Context(root, IgnoreRules.None);
        var names = tree.Below(RawPath.Empty).Where(file => file.Stat.IsRegular).Select(file => file.Path.ToString())
            .Where(path => Path.GetFileName(path) is ImageSettings.FileName or "Dockerfile.j2" or "Dockerfile")
            .Where(path => !path.Split('/').Any(part => part.StartsWith('.')))
            .ToLookup(path => Path.GetDirectoryName(path)!, path => Path.GetFileName(path)!);
        foreach (var directory in names.Where(directory => settings.Directories.Any(wanted => IsBelow(directory.Key, wanted))))
        {
            var path = directory.Key.Length == 0 ? ImageSettings.FileName : $"{directory.Key}/{ImageSettings.FileName}";
            var own = directory.Contains(ImageSettings.FileName) && files.Find(path) is { } text ? SettingsReader.Image(text, path) : new ImageSettings();
            var template = Templates.FirstOrDefault(directory.Contains);
            if (template is null && own.Debian is null)
                throw new FactoryException($"{path} describes an image without a template", "write a Dockerfile.j2 beside it, or name a Debian suite in it");
            yield return new TreeImage(own.Name ?? NameOf(directory.Key, settings), directory.Key, own.Debian is null ? template : null, own);
        }
    }

    private static string NameOf(string directory, FactorySettings settings) => directory.Length == 0 ? settings.Name : Path.GetFileName(directory);

    private static bool IsBelow(string directory, string wanted)
    {
        var top = wanted.Trim('/');
        return top is "." or "" || directory == top || directory.StartsWith(top + "/", StringComparison.Ordinal);
    }
}
