using Slipway.Dockerfiles.Planning;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Dockerfiles.Execution;

/// <summary>The built image's configuration.</summary>
internal static class ImageConfigWriter
{
    public static ImageConfig Of(
        BuildSession session, PlannedStage target, LayerChain layers, IReadOnlyList<HistoryEntry> history,
        string architecture) => new()
    {
        Created = session.Time,
        Author = target.Author,
        Architecture = architecture,
        Os = "linux",
        Config = WithLabels(target.Config, session.Request.Labels),
        RootFs = new RootFileSystem([.. layers.Layers.Select(layer => layer.DiffId)]),
        History = history,
    };

    private static ContainerConfig WithLabels(ContainerConfig config, IReadOnlyDictionary<string, string> extra)
    {
        if (extra.Count == 0)
            return config;
        var labels = new SortedDictionary<string, string>(config.Labels ?? [], StringComparer.Ordinal);
        foreach (var (name, value) in extra)
            labels[name] = value;
        return config with { Labels = labels };
    }
}
