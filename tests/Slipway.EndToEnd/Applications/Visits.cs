using System.Collections.Concurrent;

namespace Slipway.EndToEnd.Applications;

/// <summary>One visitor an application who asks for its page again and again, until it is disposed.</summary>
internal sealed class Visits : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly Task _all;
    private int _answers;

    public Visits(params IEnumerable<Application> applications) => _all = Task.WhenAll(applications.Select(VisitAsync));

    /// <summary>The requests that failed, at most one an application.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    public int Answers => _answers;

    /// <summary>Waits for answers to requests that are made from now on.</summary>
    public async Task MoreAsync(int more)
    {
        var before = _answers;
        await Application.UntilAsync(
            () => Task.FromResult(_answers), now => now >= before + more || !_errors.IsEmpty, "more answers");
        _errors.ShouldBeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _all;
        _stop.Dispose();
    }

    private async Task VisitAsync(Application application)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await application.GetAsync();
                Interlocked.Increment(ref _answers);
            }
            catch (Exception e)
            {
                _errors.Enqueue(
                    $"{DateTime.UtcNow:HH:mm:ss.fff} {application.Name}: {e.Message} {e.InnerException?.Message}");
                return;
            }
            await Task.Delay(Pause);
        }
    }
}
