using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Slipway.Platform.Operations;

namespace Slipway.Platform.Gears;

/// <summary>
/// Lets gears that get nothing new finish what they have, and stops them then: beside the operations, which end when
/// the requests have moved. Each gear's record says until when, so that the next server goes on.
/// </summary>
internal sealed partial class BackgroundDrains(
    IReplicaStore replicas, ReplicaLifecycle lifecycle, PublishRoutes publish, WaitUntilIdle idle,
    ApplicationNames names, ILogger<BackgroundDrains> log, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan NextAttempt = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<(string, DateTimeOffset?), Task> _running = [];

    /// <summary>Goes on with what a previous server has begun.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        foreach (var replica in await ListDrainingAsync(null, cancel))
            _ = Start(replica);
    }

    /// <summary>
    /// Of a gear whose <see cref="Replica.DrainUntil"/> is set. Nobody waits for it; who wants the place back takes the
    /// time out of the record.
    /// </summary>
    public Task Start(Replica replica)
    {
        var key = (replica.Id, replica.DrainUntil);
        return _running.GetOrAdd(key, _ => DetachedTask.Run(async () =>
        {
            await RunAsync(replica);
            _running.TryRemove(key, out Task? _);
        }));
    }

    /// <summary>
    /// Waits until at most <paramref name="maxDraining"/> gears of an application are left that only finish what they
    /// have.
    /// </summary>
    /// <param name="emit">Called before each time that it has to wait.</param>
    public async Task WaitAsync(string application, int maxDraining, Func<ValueTask> emit, CancellationToken cancel)
    {
        while (await ListDrainingAsync(application, cancel) is var draining && draining.Count > maxDraining)
        {
            await emit();
            await Task.WhenAny(draining.Select(Start)).WaitAsync(cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running.Values);
        _stop.Dispose();
    }

    private async Task<List<Replica>> ListDrainingAsync(string? application, CancellationToken cancel) =>
        [.. (await replicas.ListAsync(application, cancel)).Where(replica => replica.DrainUntil is not null)];

    private async Task RunAsync(Replica replica)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var isIdle = await idle(replica, replica.DrainUntil!.Value - time.GetUtcNow(), _stop.Token);
                if (!await lifecycle.StopDrainedAsync(replica, _stop.Token))
                    return;
                await publish(_stop.Token);
                if (!isIdle)
                    LogCut(replica.Id, await names.OfAsync(replica.Application, _stop.Token));
                return;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                var failure = Failure.Of(e);
                LogNotStopped(
                    replica.Id, await names.OfAsync(replica.Application, CancellationToken.None), failure.Cause,
                    failure.Unexpected);
                await Task.Delay(NextAttempt, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "gear {Gear} of {Application} is stopped; it still had connections when its time was over")]
    private partial void LogCut(string gear, string application);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "gear {Gear} of {Application}, which gets nothing new, could not be stopped: {Cause}")]
    private partial void LogNotStopped(string gear, string application, string cause, Exception? failure);
}
