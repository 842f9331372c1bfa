using Slipway.Platform.Applications;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Environment;
using Slipway.Platform.Operations;
using Slipway.Platform.Repositories;

namespace Slipway.Platform.Builds;

/// <summary>The steps that make an artifact of a source.</summary>
/// <param name="prune">Removes what no release of an application needs.</param>
internal sealed class BuildSteps(
    IApplicationStore applications, IEnvironmentStore environment, IPrivateInputStore inputs, IArtifactStore artifacts,
    CartridgeRegistry cartridges, IArtifactBuilder builder, SourceTrees trees, SourceUploads uploads,
    PrivateInputSealing sealing, BuildRecords records, Func<Application, CancellationToken, Task> prune, string logs,
    TimeProvider time)
{
    /// <summary>What the operation builds.</summary>
    public static BuildSource Require(OperationContext run) =>
        RequestOf(run) ?? throw new InvalidOperationException($"{run.Operation} has nothing to build");

    /// <summary>What the build step made, and the build's number.</summary>
    public static (int Number, BuiltArtifact Artifact) RequireBuilt(OperationContext run) =>
        run.Progress<BuildProgress>() is { Build: { } number, Built: { } built }
            ? (number, built)
            : throw new InvalidOperationException($"{run.Operation} has built nothing");

    /// <summary>What the operation builds, whether that was asked for or found out; null: nothing.</summary>
    public static BuildSource? RequestOf(OperationContext run) => run.Operation.Request as BuildSource
        ?? (run.Progress<SourceProgress>().Source is { } source ? new BuildSource(source, new BuildOptions()) : null);

    /// <summary>The variables that the cartridge of the operation has the platform make up.</summary>
    public async Task<IReadOnlyList<string>> GeneratedNamesAsync(
        OperationContext run, Application application, CancellationToken cancel) =>
        (await cartridges.RequireAsync(CartridgeOf(run, application), cancel)).Generated;

    /// <summary>The reference of the cartridge that the operation builds with.</summary>
    public static string CartridgeOf(OperationContext run, Application application) =>
        RequestOf(run)?.Options.Cartridge ?? application.Cartridge;

    public async Task SourceAsync(OperationContext run, CancellationToken cancel)
    {
        var source = Require(run).Source;
        var build = await records.BeginAsync(run, source, cancel);
        await run.SaveProgressAsync<BuildProgress>(progress => progress with { Build = build.Number }, cancel);
        await run.ReportProgressAsync(source.Kind == SourceKind.Commit
            ? $"build b{build.Number} of commit {source.Place[..Math.Min(10, source.Place.Length)]}"
            : $"build b{build.Number}", cancel);
    }

    public async Task BuildAsync(OperationContext run, CancellationToken cancel)
    {
        var request = Require(run);
        var number = run.Progress<BuildProgress>().Build!.Value;
        var application = await applications.RequireAsync(run, cancel);
        await using var log = new BuildLog(run, Path.Combine(logs, BuildRecords.LogPath(application.Id, number)), time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(request.Options.Timeout);
        try
        {
            await log.PhaseAsync("fetching the source", limit.Token);
            var origin = await trees.PrepareAsync(run.Operation.Id, application, request.Source, limit.Token);
            var build = await RequestAsync(run, application, request, number, origin, limit.Token);
            var built = await builder.BuildAsync(build, log, limit.Token);
            await run.SaveProgressAsync<BuildProgress>(progress => progress with { Built = built }, cancel);
            await records.EndAsync(run, BuildState.Succeeded, log, null, cancel);
        }
        catch (Exception e) when (e is not SimulatedCrashException && !run.Stopping.IsCancellationRequested)
        {
            var failure = e is OperationCanceledException && !cancel.IsCancellationRequested
                ? new BuildFailedException(
                    log.Phase ?? "build",
                    null, $"the build did not end within {request.Options.Timeout.TotalMinutes:0.#} minutes, " +
                        $"in the phase '{log.Phase}'",
                    "see in the log what it waits for, or let it take longer: slipway build --timeout")
                : e;
            await records.EndAsync(run, BuildState.Failed, log, failure, run.Stopping);
            if (failure != e)
                throw failure;
            throw;
        }
    }

    /// <summary>
    /// Failures leave builds and logs, too: those that are old enough go now, for a success may be long in coming.
    /// </summary>
    public async Task UndoAsync(OperationContext run, CancellationToken cancel)
    {
        Forget(run);
        if (await applications.FindAsync(run.Application, cancel) is { } application)
            await prune(application, cancel);
    }

    /// <summary>Removes what the build was made of.</summary>
    public void Forget(OperationContext run)
    {
        trees.Remove(run.Operation.Id);
        if (RequestOf(run)?.Source is { Kind: not SourceKind.Commit } source)
            uploads.Remove(source.Place);
    }

    public static string ReferenceOf(Application application, int build) =>
        $"{application.Domain}/{application.Name}:b{build}";

    private async Task<ArtifactBuild> RequestAsync(
        OperationContext run, Application application, BuildSource request, int number, CommitOrigin? origin,
        CancellationToken cancel)
    {
        var cartridge = await cartridges.RequireAsync(CartridgeOf(run, application), cancel);
        var previous = request.Options.Incremental
            && await artifacts.ListArtifactsAsync(application.Id, cancel) is [var newest, ..] ? newest : null;
        return new ArtifactBuild(
            ReferenceOf(application, number), request.Source.Kind, trees.PathOf(run.Operation.Id), cartridge,
            request.Options)
        {
            Origin = origin,
            Environment = EnvironmentRules.Snapshot(await environment.GetEnvironmentAsync(application.Id, cancel)),
            Inputs = sealing.Open(application, request.PrivateInputs)
                .Over(sealing.Open(application, await inputs.ListPrivateInputsAsync(application.Id, cancel))),
            Previous = previous is not null && NameOf(previous.Cartridge) == cartridge.Name ? previous : null,
        };
    }

    private static string NameOf(string cartridge) => cartridge.Split(':')[0];
}
