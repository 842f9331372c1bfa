using System.Collections.Immutable;
using Slipway.Platform.Applications;
using Slipway.Platform.Operations;
using Slipway.Platform.Releases;

namespace Slipway.Platform.Environment;

/// <summary>The environment of applications.</summary>
public sealed class EnvironmentService
{
    private readonly IApplicationStore _store;
    private readonly IReleaseStore _releases;
    private readonly OperationStarter _starter;

    internal EnvironmentService(IApplicationStore store, IReleaseStore releases, OperationStarter starter) =>
        (_store, _releases, _starter) = (store, releases, starter);

    public Task<IReadOnlyList<EnvironmentVariable>> ListAsync(Application application, CancellationToken cancel) =>
        _store.GetEnvironmentAsync(application.Id, cancel);

    /// <summary>
    /// Sets (a value) and unsets (null) variables and rolls a release with them out, without a build.
    /// </summary>
    public Task<Operation> ChangeAsync(
        Application application, IReadOnlyDictionary<string, string?> change, string account, CancellationToken cancel)
    {
        EnvironmentRules.RequireChange(change);
        var request = new ChangeEnvironment { Change = change.ToImmutableSortedDictionary(StringComparer.Ordinal) };
        return _starter.StartAsync(application, request, account, cancel);
    }

    /// <summary>What the artifact of the serving release needs under plain <c>docker run</c>.</summary>
    public async Task<ImmutableSortedDictionary<string, string>> ExportAsync(
        Application application, CancellationToken cancel)
    {
        var release =
            application.Release is { } number ? await _releases.FindReleaseAsync(application.Id, number, cancel) : null;
        return release?.Environment
            ?? EnvironmentRules.Snapshot(await _store.GetEnvironmentAsync(application.Id, cancel));
    }
}
