using Slipway.Platform.Applications;
using Slipway.Platform.Operations;

namespace Slipway.Platform.Limits;

/// <summary>What each gear of an application may use.</summary>
public sealed class LimitService
{
    private readonly OperationStarter _starter;

    internal LimitService(OperationStarter starter) => _starter = starter;

    /// <summary>
    /// Changes the limits and rolls a release with them out, without a build. A volume keeps the size it was made with.
    /// </summary>
    /// <exception cref="SlipwayException">Invalid: nothing is named, or something is out of its bounds.</exception>
    public async Task<Operation> ChangeAsync(
        Application application, LimitChange change, string account, CancellationToken cancel)
    {
        if (change == LimitChange.None)
            throw new SlipwayException(
                ErrorCode.Invalid, "the change names no limit", "name memory, cpus, pids or disk");
        change.Apply(application.Limits);
        return await _starter.StartAsync(
            application, new ChangeLimits(change), account, cancel);
    }
}
