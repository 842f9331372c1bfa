using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.SourceToImage;

/// <summary>A layer that the build added to its builder image, with the command that created it.</summary>
internal sealed record AddedLayer(Layer Layer, string CreatedBy);

/// <summary>
/// Creates the artifact's configuration: the builder image's, with layers, variables, labels and command of the build.
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
                // Entrypoint and user stay the image's: the build's scripts ran without the entrypoint and perhaps as
                // another user.
                Cmd = run is null ? config.Cmd : [run],
                OnBuild = null,
            },
        };
    }

    /// <summary>
    /// If the history does not have one entry for each layer, ours would be assigned to wrong layers.
    /// </summary>
    private static IEnumerable<HistoryEntry> HistoryOf(ImageConfig builder)
    {
        var history = builder.History ?? [];
        var missing = builder.RootFs.DiffIds.Count - history.Count(entry => entry.EmptyLayer != true);
        return history.Concat(Enumerable.Repeat(
            new HistoryEntry { Created = builder.Created, Comment = "builder image" }, Math.Max(0, missing)));
    }
}
