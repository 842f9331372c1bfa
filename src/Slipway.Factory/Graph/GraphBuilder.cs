using System.Collections.Immutable;
using Slipway.Factory.Trees;
using Slipway.Oci;

namespace Slipway.Factory.Graph;

/// <summary>Builds the graph of a tree from its rendered Dockerfiles.</summary>
public static class GraphBuilder
{
    /// <exception cref="SlipwayException">The images cannot be built in any order.</exception>
    public static ImageGraph Of(FactorySettings settings, IReadOnlyCollection<RenderedImage> images)
    {
        var names = images.ToDictionary(
            image => RepositoryOf(settings, image.Image.Name), image => image.Image, StringComparer.Ordinal);
        return new ImageGraph(images.Select(image => NodeOf(settings, image, names)));
    }

    /// <summary>The repository of an image of the tree.</summary>
    public static string RepositoryOf(FactorySettings settings, string image) =>
        $"{settings.Namespace}/{settings.ImagePrefix}{image}";

    /// <summary>The tag by which other images of the tree refer to it: its minor version, or the tree's tag.</summary>
    public static string TagOf(FactorySettings settings, TreeImage image) =>
        image.Settings.Version?.ToString() ?? settings.Tag;

    private static ImageNode NodeOf(FactorySettings settings, RenderedImage image, Dictionary<string, TreeImage> names)
    {
        var (parents, foreign) = (new SortedSet<string>(StringComparer.Ordinal), new List<ImageReference>());
        foreach (var used in image.Uses)
        {
            if (used.Digest is null && used.Host == settings.Registry
                && names.GetValueOrDefault(used.Repository) is { } known
                && used.Tag == TagOf(settings, known))
                parents.Add(known.Name);
            else
                foreign.Add(used);
        }
        return new ImageNode(image.Image.Name, [.. parents], [.. foreign]);
    }
}
