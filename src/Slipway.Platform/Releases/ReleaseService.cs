using System.Collections.Immutable;
using Slipway.Platform.Applications;
using Slipway.Platform.Environment;
using Slipway.Platform.Operations;

namespace Slipway.Platform.Releases;

/// <summary>Releases, and the way back to an earlier one.</summary>
public sealed class ReleaseService
{
    private readonly IReleaseStore _store;
    private readonly IEnvironmentStore _environment;
    private readonly OperationStarter _starter;

    internal ReleaseService(IReleaseStore store, IEnvironmentStore environment, OperationStarter starter) =>
        (_store, _environment, _starter) = (store, environment, starter);

    /// <summary>Newest first. The environment in them is not for showing.</summary>
    public Task<IReadOnlyList<Release>> ListAsync(Application application, CancellationToken cancel) =>
        _store.ListReleasesAsync(application.Id, cancel);

    public Task<Release?> FindAsync(Application application, int number, CancellationToken cancel) =>
        _store.FindReleaseAsync(application.Id, number, cancel);

    /// <summary>
    /// The environment that the artifact of the serving release needs under plain <c>docker run</c>.
    /// </summary>
    public async Task<ImmutableSortedDictionary<string, string>> ExportEnvironmentAsync(
        Application application, CancellationToken cancel)
    {
        var release =
            application.Release is { } number ? await _store.FindReleaseAsync(application.Id, number, cancel) : null;
        return release?.Environment
            ?? EnvironmentRules.Snapshot(await _environment.GetEnvironmentAsync(application.Id, cancel));
    }

    /// <summary>Makes and rolls out a release equal to an earlier one: no build, no new artifact.</summary>
    /// <param name="target">Null: the newest that succeeded before the one that serves.</param>
    public async Task<Operation> RollbackAsync(
        Application application, int? target, string account, CancellationToken cancel)
    {
        var releases = await _store.ListReleasesAsync(application.Id, cancel);
        var release = target is null
            ? releases.FirstOrDefault(
                release => release.Number < application.Release && release.State == ReleaseState.Succeeded)
                ?? throw new SlipwayException(
                    ErrorCode.Conflict, $"{application} has no earlier release that succeeded")
            : releases.FirstOrDefault(release => release.Number == target)
                ?? throw new SlipwayException(ErrorCode.NotFound, $"{application} has no release v{target}",
                    "`slipway release list` shows the kept ones");
        if (release.Number == application.Release)
            throw new SlipwayException(ErrorCode.Conflict, $"{release.Name} serves already");
        return await _starter.StartAsync(
            application, new RollbackRelease(release.Number), account, cancel);
    }
}
