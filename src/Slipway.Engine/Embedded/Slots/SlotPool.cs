using Microsoft.Extensions.Logging;

namespace Slipway.Engine.Embedded.Slots;

/// <summary>
/// The engine's slots: a few are created in advance, named ones are kept for successors. The caller knows which gears
/// use slots; pinned slots on disk are found again after a restart and created again after a reboot.
/// </summary>
public sealed partial class SlotPool : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly SlotMaker _maker;
    private readonly SlotClaim _claim;
    private readonly SlotNames _names;
    private readonly int _spare;
    private readonly Action<int> _vacate;
    private readonly ILogger _log;
    private readonly Dictionary<int, int> _used;
    private readonly HashSet<int> _making = [];
    private readonly LinkedList<Slot> _ready = new();
    private readonly CancellationTokenSource _closing = new();
    private Task _filling = Task.CompletedTask;

    /// <param name="used">The slot of each gear that has one; a shared slot appears several times.</param>
    /// <param name="vacate">Called when the last user of a slot is gone, before the slot can be reused.</param>
    internal SlotPool(
        SlotMaker maker, SlotClaim claim, SlotNames names, int spare, IEnumerable<int> used, Action<int> vacate,
        ILogger<SlotPool> log)
    {
        (_maker, _claim, _names, _spare, _vacate, _log) = (maker, claim, names, spare, vacate, log);
        _used = used.CountBy(number => number).ToDictionary();
        foreach (var number in maker.Traces()
            .Where(n => IsMine(n) && !_used.ContainsKey(n) && !names.Numbers.Contains(n)).Order())
            KeepReady(number);
        Fill();
    }

    /// <summary>
    /// Acquires the slot of that name, creating and reserving one if needed; without a name, any free one.
    /// </summary>
    /// <exception cref="SlipwayException">All slots are in use, or something runs in the named one.</exception>
    public async Task<Slot> AcquireAsync(string? name, CancellationToken cancel)
    {
        var (number, ready) = await ReserveAsync(name, cancel);
        try
        {
            var slot = ready ?? await _maker.CreateAsync(number, cancel);
            return slot with { Name = name };
        }
        catch
        {
            Release(number);
            throw;
        }
        finally
        {
            Fill();
        }
    }

    /// <summary>Acquires a slot together with its current users; each releases it separately.</summary>
    internal Slot Share(int number)
    {
        lock (_lock)
            _used[number] = _used.TryGetValue(number, out var users)
                ? users + 1
                : throw new SlipwayException(ErrorCode.EngineConflict, $"nothing uses slot {number} any more");
        return _maker.Describe(number);
    }

    /// <summary>Releases a slot when no process of its user runs in it any more. A named one stays reserved.</summary>
    public void Release(Slot slot) => Release(slot.Number);

    /// <summary>Ends a name's reservation. Does nothing while the slot is in use.</summary>
    public void FreeName(string name)
    {
        lock (_lock)
        {
            if (_names.NumberOf(name) is not { } number || _used.ContainsKey(number))
                return;
            _names.Free(name);
            KeepReady(number);
        }
        Fill();
    }

    /// <summary>The slot of a number, as acquired.</summary>
    internal Slot Describe(int number) => _maker.Describe(number);

    /// <summary>Deletes all slots of the engine; nothing may run in them.</summary>
    internal async Task TeardownAsync(CancellationToken cancel)
    {
        await DisposeAsync();
        foreach (var number in _maker.Traces().ToList())
            await _maker.DeleteAsync(number, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_closing.IsCancellationRequested)
            await _closing.CancelAsync();
        await _filling;
    }

    /// <summary>The last free slots may be the ones that are being created in advance.</summary>
    private async Task<(int Number, Slot? Ready)> ReserveAsync(string? name, CancellationToken cancel)
    {
        while (true)
        {
            Task filling;
            lock (_lock)
            {
                if (TryReserve(name) is { } reserved)
                    return reserved;
                filling = _filling;
                if (_making.Count == 0)
                    throw new SlipwayException(
                        ErrorCode.EngineExhausted, $"all {_claim.Count} slots are in use",
                        "stop gears, or raise the engine's number of slots");
            }
            await filling.WaitAsync(cancel);
        }
    }

    private (int Number, Slot? Ready)? TryReserve(string? name)
    {
        if (name is not null && _names.NumberOf(name) is { } kept)
            return _used.TryAdd(kept, 1) ? (kept, null) : throw new SlipwayException(
                ErrorCode.EngineConflict, $"slot '{name}' is in use by another gear");
        var ready = _ready.First?.Value;
        if (ready is not null)
            _ready.RemoveFirst();
        if ((ready?.Number ?? FreeNumber()) is not { } number)
            return null;
        _used.Add(number, 1);
        if (name is not null)
            _names.Bind(name, number);
        return (number, ready);
    }

    private void Release(int number)
    {
        lock (_lock)
        {
            if (!_used.TryGetValue(number, out var users))
                return;
            if (users > 1)
            {
                _used[number] = users - 1;
                return;
            }
            _vacate(number);
            _used.Remove(number);
            if (!_names.Numbers.Contains(number))
                KeepReady(number);
        }
        Fill();
    }

    private void KeepReady(int number)
    {
        if (_maker.Describe(number) is var slot && _maker.IsWhole(slot))
            _ready.AddLast(slot);
    }

    private int? FreeNumber()
    {
        for (var number = _claim.First; number < _claim.End; number++)
            if (!_used.ContainsKey(number) && !_making.Contains(number) && !_names.Numbers.Contains(number)
                && _ready.All(r => r.Number != number))
                return number;
        return null;
    }

    private bool IsMine(int number) => number >= _claim.First && number < _claim.End;

    private void Fill()
    {
        lock (_lock)
            if (_filling.IsCompleted && !_closing.IsCancellationRequested && _ready.Count < _spare)
                _filling = Task.Run(FillAsync);
    }

    private async Task FillAsync()
    {
        while (Begin() is { } number)
        {
            Slot? slot = null;
            try
            {
                slot = await _maker.CreateAsync(number, _closing.Token);
            }
            catch (Exception e)
            {
                if (!_closing.IsCancellationRequested)
                    LogFailure(e, number);
                // The next caller that needs a slot creates one itself and gets the error.
                return;
            }
            finally
            {
                End(number, slot);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "slot {Slot} could not be made ahead")]
    private partial void LogFailure(Exception failure, int slot);

    private int? Begin()
    {
        lock (_lock)
        {
            if (_closing.IsCancellationRequested || _ready.Count >= _spare || FreeNumber() is not { } number)
                return null;
            _making.Add(number);
            return number;
        }
    }

    private void End(int number, Slot? slot)
    {
        lock (_lock)
        {
            _making.Remove(number);
            if (slot is not null)
                _ready.AddLast(slot);
        }
    }
}
