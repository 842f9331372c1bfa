namespace Slipway.Platform.Operations;

/// <summary>
/// The events of one running operation: the newest in memory for followers, flushed to the store in pieces.
/// </summary>
internal sealed class OperationFeed(string operation, IOperationStore store, TimeProvider time, long last) : IDisposable
{
    /// <summary>How many events of one operation are kept, in memory and stored.</summary>
    public const int Kept = 5000;

    private const int MaxTextLength = 4096;
    private const int FlushAt = 200;
    private readonly Queue<OperationEvent> _events = new();
    private readonly List<OperationEvent> _unsaved = [];
    private readonly SemaphoreSlim _flushing = new(1);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _last = last;

    public bool Closed { get; private set; }

    /// <summary>Ends when something after now happens.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    public async ValueTask AddAsync(OperationEventKind kind, string text, CancellationToken cancel)
    {
        bool full;
        lock (_events)
        {
            var added = new OperationEvent(
                ++_last, time.GetUtcNow(), kind, text.Length <= MaxTextLength ? text : text[..MaxTextLength] + "…");
            _events.Enqueue(added);
            if (_events.Count > Kept)
                _events.Dequeue();
            _unsaved.Add(added);
            full = _unsaved.Count >= FlushAt;
        }
        Signal();
        if (full)
            await FlushAsync(cancel);
    }

    /// <summary>Those after a sequence number that are still in memory.</summary>
    public OperationEvent[] After(long sequence)
    {
        lock (_events)
            return [.. _events.SkipWhile(item => item.Sequence <= sequence)];
    }

    public async Task FlushAsync(CancellationToken cancel)
    {
        await _flushing.WaitAsync(cancel);
        try
        {
            OperationEvent[] batch;
            lock (_events)
            {
                batch = [.. _unsaved];
                _unsaved.Clear();
            }
            if (batch.Length > 0)
                await store.AppendEventsAsync(operation, batch, Kept, cancel);
        }
        finally
        {
            _flushing.Release();
        }
    }

    public void Close()
    {
        Closed = true;
        Signal();
    }

    public void Dispose() => _flushing.Dispose();

    private void Signal() =>
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))
            .TrySetResult();
}
