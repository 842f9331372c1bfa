using Microsoft.Extensions.Logging;
using Slipway.Engine;
using Slipway.Platform.Applications;
using Slipway.Platform.Releases;

namespace Slipway.Platform.Gears;

/// <summary>
/// One attempt to start a gear again: a new id on the same release, slot and volume, and onto the edge when it lives.
/// </summary>
internal sealed partial class ReplicaRestart(
    IApplicationStore applications, IReleaseStore releases, ReplicaLifecycle lifecycle, ReadinessCheck readiness,
    ReplicaLocks locks, PublishRoutes publish, ILogger<ReplicaRestart> log, TimeProvider time)
{
    /// <returns>The place as it is afterwards; null when it is no longer to be started.</returns>
    public async Task<Replica?> TryAsync(Replica replica, CancellationToken cancel)
    {
        var application = await applications.FindAsync(replica.Application, cancel);
        var release = await releases.FindReleaseAsync(replica.Application, replica.Release, cancel);
        if (application is null || release is null)
            return null;
        var (launched, cause) = await LaunchAsync(application, release, replica, cancel);
        if (launched is null)
            return null;
        cause ??= await readiness.WaitAsync(launched.Id, release.Profile, cancel);
        return cause is null
            ? await ServeAsync(application, launched, cancel)
            : await GiveUpAsync(application, launched, cause, cancel);
    }

    private async Task<(Replica? Gear, string? Cause)> LaunchAsync(
        Application application, Release release, Replica replica, CancellationToken cancel)
    {
        using var held = await locks.AcquireAsync(replica.Application, replica.Release, replica.Index, cancel);
        var found = await lifecycle.FindAsync(replica.Application, replica.Release, replica.Index, cancel);
        if (found is not { Status: ReplicaStatus.Waiting or ReplicaStatus.Restarting })
            return (null, null);
        try
        {
            return (await lifecycle.LaunchAsync(
                application, release, found with { Status = ReplicaStatus.Restarting }, null, cancel), null);
        }
        catch (SlipwayException e) when (e.Code.IsEngine)
        {
            return (await lifecycle.FindAsync(replica.Application, replica.Release, replica.Index, cancel),
                $"could not be started: {e.Message}");
        }
    }

    private async Task<Replica?> ServeAsync(Application application, Replica launched, CancellationToken cancel)
    {
        var serving = await lifecycle.ChangeAsync(
            launched.Application, launched.Release, launched.Index, found => IsCurrent(found, launched)
            ? found with { Status = ReplicaStatus.Serving, NextStart = null, ServingSince = time.GetUtcNow() }
            : null, cancel);
        if (serving is null)
            return null;
        await publish(cancel);
        LogServes(serving.Id, application);
        return serving;
    }

    private async Task<Replica?> GiveUpAsync(
        Application application, Replica launched, string cause, CancellationToken cancel)
    {
        using (await locks.AcquireAsync(launched.Application, launched.Release, launched.Index, cancel))
        {
            if (await lifecycle.FindAsync(
                launched.Application, launched.Release, launched.Index, cancel) is not { } found
                || !IsCurrent(found, launched))
                return null;
            await lifecycle.EndAsync(found, cancel);
        }
        var waiting = await lifecycle.ChangeAsync(
            launched.Application, launched.Release, launched.Index, found => IsCurrent(found, launched)
            ? found with
            {
                Status = ReplicaStatus.Waiting,
                LastEnd = cause,
                Restarts = found.Restarts + 1,
                NextStart = time.GetUtcNow() + RestartPolicy.Delay(Math.Max(1, found.Restarts)),
            }
            : null, cancel);
        if (waiting is not null)
            LogGivenUp(launched.Id, application, cause, waiting.NextStart);
        return waiting;
    }

    private static bool IsCurrent(Replica found, Replica launched) =>
        found.Id == launched.Id && found.Status == ReplicaStatus.Restarting;

    [LoggerMessage(Level = LogLevel.Information, Message = "gear {Gear} of {Application} serves again")]
    private partial void LogServes(string gear, Application application);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "gear {Gear} of {Application}: {Cause}; the next attempt is at {NextStart:HH:mm:ss}")]
    private partial void LogGivenUp(string gear, Application application, string cause, DateTimeOffset? nextStart);
}
