using Microsoft.Extensions.Time.Testing;

namespace Slipway.Diagnostics.Tests;

public sealed class PollingTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.Zero };

    [Fact]
    public async Task It_ends_as_soon_as_the_condition_holds()
    {
        var asked = 0;
        var waiting = Polling.UntilAsync(
            () => ++asked == 2, TimeSpan.FromHours(1), Interval, _time, TestContext.Current.CancellationToken);
        waiting.IsCompleted.ShouldBeFalse();
        _time.Advance(Interval);
        (await waiting).ShouldBeTrue();
        asked.ShouldBe(2);
    }

    [Fact]
    public async Task The_last_wait_ends_with_the_time()
    {
        var asked = 0;
        var waiting = Polling.UntilAsync(
            () => ++asked == 0, Interval / 2, Interval, _time, TestContext.Current.CancellationToken);
        _time.Advance(Interval / 2);
        (await waiting.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeFalse();
        asked.ShouldBe(2);
    }

    [Fact]
    public async Task A_thread_waits_by_the_same_clock()
    {
        var asked = new SemaphoreSlim(0);
        var waiting = Task.Run(() => Polling.Until(() => asked.Release() < 0, Interval / 2, Interval, _time));
        (await asked.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeTrue();
        await AdvanceUntilAsync(waiting);
        (await waiting).ShouldBeFalse();
        asked.CurrentCount.ShouldBe(1);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait()
    {
        using var cancel = new CancellationTokenSource();
        var waiting = Polling.UntilAsync(() => false, TimeSpan.FromHours(1), Interval, _time, cancel.Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);
    }

    /// <summary>The thread may make its timer a moment after it has asked.</summary>
    private async Task AdvanceUntilAsync(Task waiting)
    {
        for (var attempt = 0; attempt < 1000 && !waiting.IsCompleted; attempt++)
        {
            _time.Advance(Interval / 2);
            await Task.Delay(5);
        }
    }
}
