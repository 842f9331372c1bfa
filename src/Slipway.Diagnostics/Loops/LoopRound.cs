namespace Slipway.Diagnostics.Loops;

/// <summary>One round of a background loop.</summary>
public sealed class LoopRound
{
    private readonly Action<string, Exception> _failed;
    private readonly Action _recovered;

    internal LoopRound(Action<string, Exception> failed, Action recovered, CancellationToken cancel) =>
        (_failed, _recovered, Cancel) = (failed, recovered, cancel);

    /// <summary>Set when the loop ends.</summary>
    public CancellationToken Cancel { get; }

    /// <summary>The wait before the next round, where the work knows better than the loop's interval.</summary>
    public TimeSpan? NextIn { get; set; }

    /// <summary>Whether every item so far went well.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>
    /// Of a round that goes on: it has done what earlier ones failed at, and its loop's status says so now.
    /// </summary>
    public void Recovered() => _recovered();

    /// <summary>Works on one item; when that fails, it is logged and the others go on.</summary>
    public async Task TryAsync(string item, Func<CancellationToken, Task> work)
    {
        try
        {
            await work(Cancel);
        }
        catch (Exception e) when (!Cancel.IsCancellationRequested)
        {
            HasFailed = true;
            _failed(item, e);
        }
    }
}
