using Slipway.Oci.Layers;
using Slipway.Registry.Content;

namespace Slipway.Engine.Builds;

/// <summary>
/// A writable root over a chain of layers: run steps in it, change its files from the host, take the difference as a layer, go on above it.
/// Made by <see cref="BuildEngine.OpenAsync"/>; disposing it forgets what was not committed.
/// </summary>
public sealed class BuildRoot : IAsyncDisposable
{
    /// <summary>The layers below what has changed since the last commit.</summary>
    public LayerChain Layers => throw new NotImplementedException();

    /// <summary>Runs a step as a container on this root, with its output line by line. A failing command is a result, not an exception.</summary>
    public Task<StepResult> RunAsync(BuildStep step, Func<LogLine, ValueTask> log, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>
    /// The merged tree as a directory of the host, with container ids, while the action runs (no step may run meanwhile).
    /// Whoever follows paths in it must do so beneath it: links in the tree are the image's.
    /// </summary>
    public Task<T> WithTreeAsync<T>(Func<string, Task<T>> action, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>
    /// Makes what has changed since the last commit a layer, stores its blob, and puts it on top of <see cref="Layers"/>.
    /// The same changes give the same diff id on every machine. Null when nothing has changed.
    /// </summary>
    public Task<Layer?> CommitAsync(LayerCommit options, Lease lease, CancellationToken cancel) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}

/// <summary>How a difference becomes a layer.</summary>
public sealed record LayerCommit
{
    /// <summary>Later modification times are written as this one (SOURCE_DATE_EPOCH); null keeps them all.</summary>
    public DateTimeOffset? LatestTime { get; init; }

    /// <summary>Paths without leading slash that are left out with all below them.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];
}
