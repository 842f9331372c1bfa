using Slipway.Platform.Applications;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Environment;
using Slipway.Platform.Operations;
using Slipway.Platform.Releases;

namespace Slipway.Platform.Builds;

/// <summary>The steps that make an artifact of a source.</summary>
internal sealed class BuildSteps(
    IApplicationStore applications, IReleaseStore releases, CartridgeRegistry cartridges, IArtifactBuilder builder,
    SourceTrees trees, SourceUploads uploads,
    PrivateInputSealing sealing, BuildRecords records, ReleasePruner pruner, string logs, TimeProvider time)
{
    public async Task SourceAsync(OperationContext run, CancellationToken cancel)
    {
        if (run.Data.Source is not { } source)
            return;
        var build = await records.BeginAsync(run, source, cancel);
        await run.SaveProgressAsync(data => data with { Build = build.Number }, cancel);
        await run.ReportProgressAsync(source.Kind == SourceKind.Commit
            ? $"build b{build.Number} of commit {source.Place[..Math.Min(10, source.Place.Length)]}"
            : $"build b{build.Number}", cancel);
    }

    public async Task BuildAsync(OperationContext run, CancellationToken cancel)
    {
        if (run.Data is not { Source: { } source, Build: { } number })
            return;
        var application = await applications.RequireAsync(run, cancel);
        await using var log = new BuildLog(run, Path.Combine(logs, BuildRecords.LogPath(application.Id, number)), time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(run.Data.Options.Timeout);
        try
        {
            await log.PhaseAsync("fetching the source", limit.Token);
            var origin = await trees.PrepareAsync(run.Operation.Id, application, source, limit.Token);
            var build = await RequestAsync(run, application, source, number, origin, limit.Token);
            var built = await builder.BuildAsync(build, log, limit.Token);
            await run.SaveProgressAsync(data => data with { Built = built }, cancel);
            await records.EndAsync(run, BuildState.Succeeded, log, null, cancel);
        }
        catch (Exception e) when (e is not SimulatedCrashException && !run.Stopping.IsCancellationRequested)
        {
            var failure = e is OperationCanceledException && !cancel.IsCancellationRequested
                ? new BuildFailedException(
                    log.Phase ?? "build",
                    null, $"the build did not end within {run.Data.Options.Timeout.TotalMinutes:0.#} minutes, " +
                        $"in the phase '{log.Phase}'",
                    "see in the log what it waits for, or let it take longer: slipway build --timeout")
                : e;
            await records.EndAsync(run, BuildState.Failed, log, failure, run.Stopping);
            if (failure != e)
                throw failure;
            throw;
        }
    }

    public async Task ArtifactAsync(OperationContext run, CancellationToken cancel)
    {
        if (run.Data is not { Source: not null, Build: { } number, Built: { } built })
            return;
        var application = await applications.RequireAsync(run, cancel);
        var serving = application.Release is { } current
            ? await releases.FindReleaseAsync(application.Id, current, cancel) : null;
        var cartridge = run.Data.Options.Cartridge ?? application.Cartridge;
        if (serving?.Image == built.Image && serving.Cartridge == cartridge && !run.Data.Options.Force)
        {
            await builder.UntagAsync(ReferenceOf(application, number), cancel);
            await records.MarkUnchangedAsync(run, cancel);
            await run.SaveProgressAsync(data => data with { Unchanged = true }, cancel);
            await run.SaveAsync(operation => operation with
            {
                Outcome = $"nothing changed: {serving.Name} serves what this build would make",
            }, cancel);
        }
        else
        {
            await releases.SaveArtifactAsync(new Artifact(application.Id, number, built.Image, time.GetUtcNow())
            {
                Reference = ReferenceOf(application, number),
                Commit = run.Data.Source.Kind == SourceKind.Commit ? run.Data.Source.Place : null,
                Cartridge = cartridge,
                CartridgeImage = built.CartridgeImage,
                BaseImage = built.BaseImage,
                Input = built.Input,
            }, cancel);
        }
        Forget(run);
    }

    /// <summary>
    /// Failures leave builds and logs, too: those that are old enough go now, for a success may be long in coming.
    /// </summary>
    public async Task UndoAsync(OperationContext run, CancellationToken cancel)
    {
        Forget(run);
        if (await applications.FindAsync(run.Application, cancel) is { } application)
            await pruner.RunAsync(application, cancel);
    }

    public static string ReferenceOf(Application application, int build) =>
        $"{application.Domain}/{application.Name}:b{build}";

    private async Task<ArtifactBuild> RequestAsync(
        OperationContext run, Application application, SourceInput source, int number, SourceOrigin? origin,
        CancellationToken cancel)
    {
        var cartridge = await cartridges.RequireAsync(run.Data.Options.Cartridge ?? application.Cartridge, cancel);
        var previous = run.Data.Options.Incremental
            && await releases.ListArtifactsAsync(application.Id, cancel) is [var newest, ..] ? newest : null;
        return new ArtifactBuild(
            ReferenceOf(application, number), source.Kind, trees.PathOf(run.Operation.Id), cartridge, run.Data.Options)
        {
            Origin = origin,
            Environment = EnvironmentRules.Snapshot(await applications.GetEnvironmentAsync(application.Id, cancel)),
            Inputs = sealing.Open(application, run.Data.PrivateInputs)
                .Over(sealing.Open(application, await applications.ListPrivateInputsAsync(application.Id, cancel))),
            Previous = previous is not null && NameOf(previous.Cartridge) == cartridge.Name ? previous : null,
        };
    }

    private void Forget(OperationContext run)
    {
        trees.Remove(run.Operation.Id);
        if (run.Data.Source is { Kind: not SourceKind.Commit } source)
            uploads.Remove(source.Place);
    }

    private static string NameOf(string cartridge) => cartridge.Split(':')[0];
}
