using System.Collections.Immutable;
using Slipway.Build;
using Slipway.Build.Cache;
using Slipway.Build.Context;
using Slipway.Build.Remote;
using Slipway.Dockerfiles.Planning;
using Slipway.Engine.Builds;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Registry.Content;

namespace Slipway.Dockerfiles.Execution;

/// <summary>
/// The state that the steps of one build share: the request, the context, results of stages, and progress.
/// </summary>
internal sealed record BuildSession : IDisposable
{
    public required DockerfileBuild Request { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required BuildEngine Engine { get; init; }

    public required BuildCache Cache { get; init; }

    public required CacheMounts CacheMounts { get; init; }

    public required Workspace Workspace { get; init; }

    public required Lease Lease { get; init; }

    public required SourceTree Context { get; init; }

    /// <summary>The named contexts that are directories.</summary>
    public required IReadOnlyDictionary<string, SourceTree> Contexts { get; init; }

    public required IRemoteRepositories? Repositories { get; init; }

    public required IReadOnlyDictionary<ImageReference, Image> Images { get; init; }

    public required Func<BuildProgress, ValueTask> Progress { get; init; }

    public required SecretMask Mask { get; init; }

    /// <summary>The layers of completed stages, by number.</summary>
    public Dictionary<int, LayerChain> Stages { get; } = [];

    public int StepNumber { get; set; }

    public int StepCount { get; set; }

    public LayerChain LayersOf(FileOrigin origin) => origin switch
    {
        FileOrigin.Stage stage => Stages[stage.Index],
        FileOrigin.Image image => Images[image.Reference].Layers,
        _ => LayerChain.Empty,
    };

    /// <summary>Opens the source of a copy while the action runs.</summary>
    public Task<T> WithTreeAsync<T>(FileOrigin origin, Func<SourceTree, Task<T>> action, CancellationToken cancel) =>
        origin is FileOrigin.Context context
        ? action(context.Name is { } name ? Contexts[name] : Context)
        : Engine.ViewAsync(
            LayersOf(origin),
            async path =>
            {
                using var tree = SourceTree.Image(path);
                return await action(tree);
            },
            cancel);

    public void Dispose()
    {
        Context.Dispose();
        foreach (var context in Contexts.Values)
            context.Dispose();
        Workspace.Dispose();
    }
}
