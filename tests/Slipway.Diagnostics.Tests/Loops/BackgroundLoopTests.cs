using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Slipway.Diagnostics.Loops;
using Slipway.Testing;

namespace Slipway.Diagnostics.Tests.Loops;

public sealed class BackgroundLoopTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly BackgroundLoopOptions Options = new("sweep") { Interval = Interval };
    private readonly FakeTimeProvider _time = new();
    private readonly Channel<int> _rounds = Channel.CreateUnbounded<int>();
    private readonly BackgroundLoops _loops;
    private int _count;

    public BackgroundLoopTests() => _loops = new BackgroundLoops(_time, NullLoggerFactory.Instance);

    [Fact]
    public async Task A_round_follows_after_the_interval()
    {
        await using var loop = _loops.Start(Options, CountAsync);
        await NextAsync();
        await AdvanceUntilRoundAsync(Interval);
        _count.ShouldBe(2);
    }

    [Fact]
    public async Task A_wake_up_starts_a_round_before_the_interval_is_over()
    {
        await using var loop = _loops.Start(Options with { Interval = Timeout.InfiniteTimeSpan }, CountAsync);
        await NextAsync();
        loop.Wake();
        (await NextAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task The_work_may_say_when_it_is_next_needed()
    {
        await using var loop = _loops.Start(Options, async round =>
        {
            await CountAsync(round);
            round.NextIn = TimeSpan.FromSeconds(5);
        });
        await NextAsync();
        await AdvanceUntilRoundAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task An_exception_ends_a_round_but_not_the_loop()
    {
        await using var loop = _loops.Start(Options, async round =>
        {
            await CountAsync(round);
            if (_count < 3)
                throw new InvalidOperationException("no disk");
        });
        await NextAsync();
        await AdvanceUntilRoundAsync(TimeSpan.FromSeconds(1));
        await AdvanceUntilRoundAsync(TimeSpan.FromSeconds(2));
        await UntilAsync(() => _loops.Statuses.Single() is { Failures: 0, LastError: null, LastRound: not null });
    }

    [Fact]
    public async Task What_failed_last_is_in_the_status()
    {
        await using var loop = _loops.Start(Options, _ => throw new InvalidOperationException("no disk"));
        await UntilAsync(() => _loops.Statuses.Single() is { LastError: "no disk", Failures: > 0 });
    }

    [Fact]
    public async Task An_item_that_fails_does_not_keep_the_others_from_their_turn()
    {
        await using var loop = _loops.Start(Options, async round =>
        {
            await round.TryAsync("first", _ => throw new IOException("gone"));
            await round.TryAsync("second", _ => CountAsync(round));
        });
        (await NextAsync()).ShouldBe(1);
        await UntilAsync(() => _loops.Statuses.Single().LastError == "first: gone");
    }

    [Fact]
    public async Task A_cancelled_task_that_nobody_stopped_is_a_failure_like_others()
    {
        await using var loop = _loops.Start(Options, _ => throw new OperationCanceledException("timed out"));
        await UntilAsync(() => _loops.Statuses.Single() is { LastError: "timed out" });
    }

    [Fact]
    public async Task Disposing_ends_the_round_that_runs()
    {
        var loop = _loops.Start(Options, async round =>
        {
            await CountAsync(round);
            await Task.Delay(Timeout.InfiniteTimeSpan, round.Cancel);
        });
        await NextAsync();
        await loop.DisposeAsync();
        _loops.Statuses.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_status_says_since_when_a_loop_fails_and_no_longer_when_it_does_not()
    {
        var start = _time.GetUtcNow();
        var broken = true;
        await using var loop = _loops.Start(Options, async round =>
        {
            await CountAsync(round);
            if (broken)
                throw new InvalidOperationException("no disk");
        });
        await NextAsync();
        await UntilAsync(() => _loops.Statuses.Single() is { Failures: 1 });
        await AdvanceUntilRoundAsync(TimeSpan.FromSeconds(1));
        await UntilAsync(() => _loops.Statuses.Single() is { Failures: 2 });
        _loops.Statuses.Single().FailingSince.ShouldBe(start);
        broken = false;
        await AdvanceUntilRoundAsync(TimeSpan.FromSeconds(2));
        await UntilAsync(() => _loops.Statuses.Single() is { Failures: 0, FailingSince: null });
    }

    [Fact]
    public async Task Work_that_fails_because_its_loop_ends_does_not_fail_who_ends_it()
    {
        var loop = _loops.Start(Options, async round =>
        {
            await CountAsync(round);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, round.Cancel);
            }
            catch (OperationCanceledException)
            {
                throw new IOException("closed under it");
            }
        });
        await NextAsync();
        await loop.DisposeAsync();
        await loop.DisposeAsync();
        _loops.Statuses.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, 600)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    [InlineData(1000, 300)]
    public void The_wait_grows_with_failures_up_to_a_bound(int failures, int seconds) =>
        Options.DelayAfter(failures).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void A_loop_with_a_short_interval_does_not_back_off_beyond_it() =>
        (Options with { Interval = TimeSpan.FromSeconds(3) }).DelayAfter(9).ShouldBe(TimeSpan.FromSeconds(3));

    [Fact]
    public async Task A_log_that_fails_does_not_end_a_loop()
    {
        using var broken = new BrokenLoggers();
        var loops = new BackgroundLoops(_time, broken);
        await using var loop = loops.Start(Options, async round =>
        {
            await CountAsync(round);
            throw new InvalidOperationException("no disk");
        });
        await NextAsync();
        await AdvanceUntilRoundAsync(TimeSpan.FromSeconds(1));
        await UntilAsync(() => loops.Statuses.Single() is { LastError: "no disk", Failures: > 1 });
    }

    [Fact]
    public async Task A_wait_longer_than_timers_take_is_no_failure()
    {
        await using var loop = _loops.Start(Options with { Interval = TimeSpan.FromDays(400) }, CountAsync);
        await NextAsync();
        loop.Wake();
        (await NextAsync()).ShouldBe(2);
        _loops.Statuses.Single().LastError.ShouldBeNull();
    }

    [Fact]
    public async Task A_loop_does_not_belong_to_the_request_that_starts_it()
    {
        var request = new AsyncLocal<string?> { Value = "POST" };
        var seen = new TaskCompletionSource<string?>();
        await using var loop = _loops.Start(Options, _ =>
        {
            seen.TrySetResult(request.Value);
            return Task.CompletedTask;
        });
        (await seen.Task).ShouldBeNull();
        request.Value.ShouldBe("POST");
    }

    [Fact]
    public async Task What_fails_as_before_is_logged_once_and_without_a_stack_when_it_was_foreseen()
    {
        using var log = new RecordedLog();
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(log));
        Exception? failure = new SlipwayException(ErrorCode.PortInUse, "port 80 is in use");
        await using var loop = new BackgroundLoops(_time, loggers).Start(Options, async round =>
        {
            await CountAsync(round);
            if (failure is not null)
                throw failure;
        });
        await NextAsync();
        await AdvanceUntilRoundAsync(TimeSpan.FromSeconds(1));
        await AdvanceUntilRoundAsync(TimeSpan.FromSeconds(2));
        var first = log.Entries.ShouldHaveSingleItem();
        (first.Level, first.Exception).ShouldBe((LogLevel.Error, null));
        first.Message.ShouldContain("port 80 is in use");
        failure = new InvalidOperationException("no element");
        await AdvanceUntilRoundAsync(TimeSpan.FromSeconds(4));
        await UntilAsync(() => log.Entries.Count == 2);
        log.Entries[1].Exception.ShouldBe(failure);
        failure = null;
        await AdvanceUntilRoundAsync(TimeSpan.FromSeconds(8));
        await UntilAsync(() => log.Entries is [_, _, { Level: LogLevel.Information }]);
    }

    [Fact]
    public async Task A_round_that_goes_on_may_say_that_all_is_well_again()
    {
        await using var loop = _loops.Start(Options, async round =>
        {
            await CountAsync(round);
            if (_count == 1)
                throw new InvalidOperationException("no disk");
            round.Recovered();
            await Task.Delay(Timeout.InfiniteTimeSpan, round.Cancel);
        });
        await NextAsync();
        await AdvanceUntilRoundAsync(TimeSpan.FromSeconds(1));
        await UntilAsync(() => _loops.Statuses.Single() is { Failures: 0, LastError: null, FailingSince: null });
    }

    private Task CountAsync(LoopRound round) => _rounds.Writer.WriteAsync(++_count, round.Cancel).AsTask();

    private async Task<int> NextAsync() =>
        await _rounds.Reader.ReadAsync(TestContext.Current.CancellationToken)
            .AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>The timer of the wait may be made a moment after the round: time moves until it has run.</summary>
    private async Task AdvanceUntilRoundAsync(TimeSpan step)
    {
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            _time.Advance(step);
            if (_rounds.Reader.TryRead(out _))
                return;
            await Task.Delay(5);
        }
        throw new TimeoutException("no round followed");
    }

    private static async Task UntilAsync(Func<bool> condition) =>
        (await Polling.UntilAsync(
            condition, TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(5), TimeProvider.System,
            TestContext.Current.CancellationToken)).ShouldBeTrue();

    /// <summary>A log on a full disk.</summary>
    private sealed class BrokenLoggers : ILoggerFactory, ILogger
    {
        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => throw new AggregateException("no space left");

        public void Dispose()
        {
        }
    }
}
