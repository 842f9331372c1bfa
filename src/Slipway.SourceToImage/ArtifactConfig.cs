using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.SourceToImage;

/// <summary>A layer that the build put on its builder image, and what made it.</summary>
internal sealed record AddedLayer(Layer Layer, string CreatedBy);

/// <summary>
/// The artifact's configuration: the builder image's, with the layers, variables, labels and command of the build.
/// </summary>
internal static class ArtifactConfig
{
    public static ImageConfig Of(
        ImageConfig builder, IReadOnlyList<AddedLayer> added, IReadOnlyList<string> environment,
        SortedDictionary<string, string> labels, string? run, DateTimeOffset created)
    {
        var config = builder.Config ?? new ContainerConfig();
        return builder with
        {
            Created = created,
            RootFs = new RootFileSystem([.. builder.RootFs.DiffIds, .. added.Select(layer => layer.Layer.DiffId)]),
            History = [.. HistoryOf(builder),
                .. added.Select(layer => new HistoryEntry { Created = created, CreatedBy = layer.CreatedBy })],
            Config = config with
            {
                Env = environment,
                Labels = labels,
                // Entrypoint and user stay the image's: the scripts of the build ran without the one and
                // perhaps as another.
                Cmd = run is null ? config.Cmd : [run],
                OnBuild = null,
            },
        };
    }

    /// <summary>History without an entry a layer would shift ours to the wrong layers.</summary>
    private static IEnumerable<HistoryEntry> HistoryOf(ImageConfig builder)
    {
        var history = builder.History ?? [];
        var missing = builder.RootFs.DiffIds.Count - history.Count(entry => entry.EmptyLayer != true);
        return history.Concat(Enumerable.Repeat(
            new HistoryEntry { Created = builder.Created, Comment = "builder image" }, Math.Max(0, missing)));
    }
}
