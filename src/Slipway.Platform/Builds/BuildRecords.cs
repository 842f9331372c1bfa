using System.Collections.Immutable;
using Slipway.Platform.Operations;

namespace Slipway.Platform.Builds;

/// <summary>
/// The records of builds. A build belongs to its operation: a step that runs again finds the one it began.
/// </summary>
internal sealed class BuildRecords(IBuildStore store, TimeProvider time)
{
    public static string LogPath(string application, int number) => $"builds/{application}/{number}.log";

    public async Task<BuildRecord> BeginAsync(OperationContext run, SourceInput source, CancellationToken cancel)
    {
        var builds = await store.ListBuildsAsync(run.Application, cancel);
        if (builds.FirstOrDefault(build => build.Operation == run.Operation.Id) is { } begun)
            return begun;
        var number = builds.Select(build => build.Number).DefaultIfEmpty(0).Max() + 1;
        var build = new BuildRecord(run.Application, number, source.Kind, time.GetUtcNow())
        {
            Commit = source.Kind == SourceKind.Commit ? source.Place : null,
            LogPath = LogPath(run.Application, number),
            Operation = run.Operation.Id,
        };
        await store.SaveBuildAsync(build, cancel);
        return build;
    }

    public Task EndAsync(
        OperationContext run, BuildState state, BuildLog log, Exception? failure,
        CancellationToken cancel) => ChangeAsync(run, build =>
            build with
        {
            State = state,
            Ended = time.GetUtcNow(),
            Phase = state == BuildState.Failed ? (failure as BuildFailedException)?.Phase ?? log.Phase : null,
            ExitCode = (failure as BuildFailedException)?.ExitCode,
            Cause = failure is null ? null : Failure.Of(failure).Cause,
            Phases = [.. log.Phases],
            Input = run.Progress<BuildProgress>().Built?.Input,
        }, cancel);

    public Task MarkUnchangedAsync(OperationContext run, CancellationToken cancel) =>
        ChangeAsync(run, build => build with { State = BuildState.Unchanged }, cancel);

    private async Task ChangeAsync(
        OperationContext run, Func<BuildRecord, BuildRecord> change, CancellationToken cancel)
    {
        if ((await store.ListBuildsAsync(run.Application, cancel))
            .FirstOrDefault(build => build.Operation == run.Operation.Id) is { } build)
            await store.SaveBuildAsync(change(build), cancel);
    }
}
