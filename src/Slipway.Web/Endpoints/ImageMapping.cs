using Slipway.Factory.Records;
using Slipway.Oci;
using Slipway.Registry.Content;
using Slipway.Web.Resources;

namespace Slipway.Web.Endpoints;

/// <summary>Maps images to resources of the API.</summary>
internal static class ImageMapping
{
    public static ImageResource Of(Image image, string repository, string tag) =>
        new(repository, tag, image.Digest.ToString(), SizeOf(image), image.Config.Created);

    /// <param name="record">The factory's record; null when the factory did not build it.</param>
    public static ImageDetailsResource Of(Image image, ImageReference name, ImageRecord? record)
    {
        var config = image.Config.Config ?? new ContainerConfig();
        return new ImageDetailsResource(
            name.ToString(), image.Digest.ToString(), SizeOf(image),
            $"{image.Config.Os}/{image.Config.Architecture}", image.Config.Created)
        {
            User = config.User is "" ? null : config.User,
            WorkingDirectory = config.WorkingDir is "" ? null : config.WorkingDir,
            Entrypoint = config.Entrypoint,
            Command = config.Cmd,
            Ports = config.ExposedPorts?.Keys.ToList(),
            Environment = config.Env,
            Labels = config.Labels,
            Layers = LayersOf(image),
            Factory = record is null ? null : FactoryMapping.Of(record),
        };
    }

    private static long SizeOf(Image image) => image.Manifest.Layers.Sum(layer => layer.Size);

    /// <summary>
    /// The history must have one entry for each layer, besides those of empty layers; otherwise it is ignored.
    /// </summary>
    private static List<ImageLayerResource> LayersOf(Image image)
    {
        var steps = (image.Config.History ?? []).Where(entry => entry.EmptyLayer != true)
            .Select(entry => entry.CreatedBy).ToList();
        var layers = image.Manifest.Layers;
        return [.. layers.Select((layer, at) => new ImageLayerResource(
            layer.Digest.ToString(), layer.Size, steps.Count == layers.Count ? steps[at] : null))];
    }
}
