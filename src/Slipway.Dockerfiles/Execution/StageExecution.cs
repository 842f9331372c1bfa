using System.Diagnostics;
using System.Globalization;
using Slipway.Build.Cache;
using Slipway.Dockerfiles.Planning;
using Slipway.Engine.Builds;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Dockerfiles.Execution;

/// <summary>
/// Executes one stage: each step comes from the cache if its key is known, otherwise it runs in a root that is opened
/// for the first such step.
/// </summary>
internal sealed class StageExecution(BuildSession session, PlannedStage stage) : IAsyncDisposable
{
    private readonly List<HistoryEntry> _history = [];
    private LayerChain _layers = session.LayersOf(stage.Base);
    private BuildRoot? _root;

    public async Task<(LayerChain Layers, IReadOnlyList<HistoryEntry> History)> RunAsync(CancellationToken cancel)
    {
        await session.Progress(Started(stage.FromText));
        await session.Progress(new BuildProgress.StepEnded(session.StepNumber, Cached: true, TimeSpan.Zero, null));
        foreach (var step in stage.Steps)
            await RunAsync(step, cancel);
        return (_layers, _history);
    }

    public async ValueTask DisposeAsync()
    {
        if (_root is not null)
            await _root.DisposeAsync();
        _root = null;
    }

    private async Task RunAsync(PlannedStep step, CancellationToken cancel)
    {
        await session.Progress(Started(step.Text));
        var watch = Stopwatch.StartNew();
        var made = step switch
        {
            WorkdirStep workdir => await WorkdirAsync(workdir, cancel),
            CopyStep copy => await CopyAsync(copy, cancel),
            RunStep run => await RunAsync(run, cancel),
            _ => new StepOutcome(null, Cached: true, step.CreatedBy),
        };
        _history.Add(new HistoryEntry
        {
            Created = session.Time,
            CreatedBy = made.CreatedBy,
            Author = step.Author,
            EmptyLayer = made.Layer is null ? true : null,
        });
        await session.Progress(
            new BuildProgress.StepEnded(session.StepNumber, made.Cached, watch.Elapsed, made.Layer?.DiffId));
    }

    private Task<StepOutcome> WorkdirAsync(WorkdirStep step, CancellationToken cancel) => CachedAsync(
        StepKeys.OfWorkdir(session, _layers, step),
        step.CreatedBy,
        root => root.WithTreeAsync(
            path =>
            {
                CopyExecution.MakeWorkdir(session, step, path, cancel);
                return Task.FromResult(true);
            },
            cancel),
        cancel);

    private async Task<StepOutcome> CopyAsync(CopyStep step, CancellationToken cancel)
    {
        var remote = new RemoteSources(session, step);
        var elsewhere = await remote.ResolveAsync(cancel);
        return await session.WithTreeAsync(
            step.From,
            async tree =>
            {
                var sources = CopySource.FindAll(tree, step);
                var content = CopySource.DigestOf(sources, elsewhere.Select(source => source.Identity), cancel);
                return await CachedAsync(
                    StepKeys.OfCopy(session, _layers, step, content),
                    step.CreatedBy.Replace(
                        "{0}", CopyExecution.NoteOf(sources, elsewhere, step, content), StringComparison.Ordinal),
                    root => CopyAsync(root, step, sources, remote, elsewhere, cancel),
                    cancel);
            },
            cancel);
    }

    private async Task CopyAsync(
        BuildRoot root, CopyStep step, IReadOnlyList<CopySource> sources, RemoteSources remote,
        IReadOnlyList<RemoteSource> elsewhere,
        CancellationToken cancel)
    {
        var brought = await remote.FetchAsync(elsewhere, cancel);
        try
        {
            await root.WithTreeAsync(
                path =>
                {
                    CopyExecution.Copy(session, sources, brought, step, path, cancel);
                    return Task.FromResult(true);
                },
                cancel);
        }
        finally
        {
            foreach (var source in brought)
                source.Tree.Dispose();
        }
    }

    private async Task<StepOutcome> RunAsync(RunStep step, CancellationToken cancel) => await CachedAsync(
        await StepKeys.OfRunAsync(session, _layers, step, cancel), step.CreatedBy,
        root => new RunExecution(session, step).RunAsync(root, cancel),
        cancel, isCommand: true);

    /// <param name="isCommand">Whether the step runs programs of the image, whose temporary files are not part of the
    /// layer.</param>
    private async Task<StepOutcome> CachedAsync(
        Digest key, string createdBy, Func<BuildRoot, Task> action, CancellationToken cancel, bool isCommand = false)
    {
        if (session.Request.UseCache && await session.Cache.FindAsync(key, session.Lease, cancel) is { } known)
        {
            Add(known.Layer);
            return new StepOutcome(known.Layer, Cached: true, createdBy);
        }
        var root = await OpenRootAsync(cancel);
        await action(root);
        var transient = isCommand && !session.Request.KeepPackageLogs ? PackageTraces.Files : [];
        var commit = new LayerCommit { LatestTime = session.Time, Transient = transient };
        var layer = await root.CommitAsync(commit, session.Lease, cancel);
        await session.Cache.KeepAsync(key, new CacheEntry { Layer = layer }, cancel);
        Add(layer);
        return new StepOutcome(layer, Cached: false, createdBy);
    }

    /// <summary>The open root can be used as long as no step came from the cache since.</summary>
    private async Task<BuildRoot> OpenRootAsync(CancellationToken cancel)
    {
        if (_root is not null && _root.Layers.Equals(_layers))
            return _root;
        await DisposeAsync();
        return _root = await session.Engine.OpenAsync(_layers, session.Request.Limits.Disk, cancel);
    }

    private void Add(Layer? layer)
    {
        if (layer is not null)
            _layers = _layers.Add(layer);
    }

    private BuildProgress.StepStarted Started(string text) => new(
        ++session.StepNumber, session.StepCount,
        stage.Name ?? stage.Index.ToString(CultureInfo.InvariantCulture), text);

    private sealed record StepOutcome(Layer? Layer, bool Cached, string CreatedBy);
}
