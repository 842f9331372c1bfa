namespace Slipway.Platform.Accounts;

/// <summary>
/// How often something went wrong for a key within a time that begins with the first. Bounded: of too many keys the
/// oldest are forgotten. Not thread-safe.
/// </summary>
internal sealed class FailureCounts(int max, TimeSpan time, int keys)
{
    private readonly Dictionary<string, (DateTimeOffset Began, int Count)> _counts = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, DateTimeOffset Began)> _order = new();

    public int Count => _counts.Count;

    /// <summary>How long the key has to wait; zero when it need not.</summary>
    public TimeSpan Wait(string key, DateTimeOffset now) =>
        _counts.TryGetValue(key, out var count) && count.Count >= max && count.Began + time > now
            ? count.Began + time - now
            : TimeSpan.Zero;

    public void Add(string key, DateTimeOffset now)
    {
        Forget(now);
        if (_counts.TryGetValue(key, out var count))
        {
            _counts[key] = count with { Count = count.Count + 1 };
            return;
        }
        _counts[key] = (now, 1);
        _order.Enqueue((key, now));
    }

    private void Forget(DateTimeOffset now)
    {
        while (_order.TryPeek(out var oldest) && (oldest.Began + time <= now || _order.Count >= keys))
        {
            _order.Dequeue();
            _counts.Remove(oldest.Key);
        }
    }
}
