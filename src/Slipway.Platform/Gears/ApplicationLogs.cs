using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Slipway.Engine;
using Slipway.Engine.Gears;
using Slipway.Platform.Applications;

namespace Slipway.Platform.Gears;

/// <summary>Reads the logs of all gears of an application as one.</summary>
internal sealed class ApplicationLogs(IReplicaStore store, IGearEngine engine)
{
    private const int MaxLines = 20_000;
    private const int Ahead = 1000;

    public async IAsyncEnumerable<ApplicationLogLine> ReadAsync(
        Application application, int? tail, bool follow, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (!follow)
        {
            foreach (var line in await PastAsync(application, tail, cancel))
                yield return line;
            yield break;
        }
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var lines = Channel.CreateBounded<ApplicationLogLine>(Ahead);
        var work = FollowAsync(application, tail, lines.Writer, end.Token);
        try
        {
            await foreach (var line in lines.Reader.ReadAllAsync(cancel))
                yield return line;
        }
        finally
        {
            await end.CancelAsync();
            await work;
        }
    }

    private async Task<IReadOnlyList<ApplicationLogLine>> PastAsync(
        Application application, int? tail, CancellationToken cancel)
    {
        var max = Math.Min(tail ?? MaxLines, MaxLines);
        var all = new List<ApplicationLogLine>();
        foreach (var replica in await KnownAsync(application, cancel))
        {
            try
            {
                await foreach (var line in engine.LogsAsync(replica.Id, max, follow: false, cancel))
                    all.Add(new ApplicationLogLine(replica.Id, replica.Release, replica.Index, line));
            }
            catch (SlipwayException e) when (e.Code == ErrorCode.EngineNotFound)
            {
                // Removed in between; its log is gone with it.
            }
        }
        return [.. all.OrderBy(line => line.Line.Time).TakeLast(max)];
    }

    private async Task FollowAsync(
        Application application, int? tail, ChannelWriter<ApplicationLogLine> lines, CancellationToken cancel)
    {
        var followed = new Dictionary<string, Task>();
        try
        {
            // Subscribed before the gears are listed: none that starts in between is missed.
            await using var starts = engine.WatchAsync(cancel).GetAsyncEnumerator(cancel);
            var next = starts.MoveNextAsync().AsTask();
            foreach (var replica in await KnownAsync(application, cancel))
                followed[replica.Id] = CopyAsync(replica, tail, lines, cancel);
            while (await next)
            {
                var state = starts.Current;
                if (IsOf(application, state) && !followed.ContainsKey(state.Id))
                    followed[state.Id] = CopyAsync(FromLabels(state), null, lines, cancel);
                foreach (var done in followed.Where(pair => pair.Value.IsCompleted && pair.Key != state.Id)
                    .Select(pair => pair.Key).ToList())
                    followed.Remove(done);
                next = starts.MoveNextAsync().AsTask();
            }
        }
        catch (OperationCanceledException)
        {
            // The reader has left.
        }
        finally
        {
            await Task.WhenAll(followed.Values);
            lines.TryComplete();
        }
    }

    private async Task CopyAsync(
        Replica replica, int? tail, ChannelWriter<ApplicationLogLine> lines, CancellationToken cancel)
    {
        try
        {
            await foreach (var line in engine.LogsAsync(replica.Id, tail, follow: true, cancel))
                await lines.WriteAsync(
                    new ApplicationLogLine(replica.Id, replica.Release, replica.Index, line), cancel);
        }
        catch (Exception e)
            when (e is OperationCanceledException or SlipwayException { Code.IsEngine: true } or ChannelClosedException)
        {
            // The gear is removed, or the reader has left; the others go on.
        }
    }

    /// <summary>The engine's gears of the application: also those that have ended and are not yet replaced.</summary>
    private async Task<IEnumerable<Replica>> KnownAsync(Application application, CancellationToken cancel)
    {
        var recorded = (await store.ListAsync(application.Id, cancel)).ToDictionary(replica => replica.Id);
        return (await engine.ListAsync(cancel)).Where(state => IsOf(application, state))
            .Select(state => recorded.GetValueOrDefault(state.Id) ?? FromLabels(state)).ToList();
    }

    private static bool IsOf(Application application, GearState state) =>
        state.Labels.GetValueOrDefault(GearSpecs.ApplicationLabel) == application.Id;

    private static Replica FromLabels(GearState state) => new(
        state.Labels.GetValueOrDefault(GearSpecs.ApplicationLabel, ""), Number(state, GearSpecs.ReleaseLabel),
        Number(state, GearSpecs.IndexLabel), state.Id);

    private static int Number(GearState state, string label) =>
        int.TryParse(state.Labels.GetValueOrDefault(label), out var number) ? number : 0;
}
