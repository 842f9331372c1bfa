using System.Collections.Immutable;
using Slipway.Platform.Applications;
using Slipway.Platform.Operations;

namespace Slipway.Platform.Environment;

/// <summary>The environment of applications.</summary>
public sealed class EnvironmentService
{
    private readonly IEnvironmentStore _store;
    private readonly OperationStarter _starter;

    internal EnvironmentService(IEnvironmentStore store, OperationStarter starter) =>
        (_store, _starter) = (store, starter);

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
}
