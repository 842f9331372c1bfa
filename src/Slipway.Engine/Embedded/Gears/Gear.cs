using Slipway.Engine.Gears;
using Slipway.Linux.Cgroups;

namespace Slipway.Engine.Embedded.Gears;

/// <summary>A gear known to this process. <see cref="Lock"/> serializes changes.</summary>
internal sealed class Gear(GearDirectory directory, Cgroup cgroup)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _writing = new();
    private volatile GearRecord? _record;

    public GearDirectory Directory { get; } = directory;

    public Cgroup Cgroup { get; } = cgroup;

    public SemaphoreSlim Lock { get; } = new(1);

    /// <summary>Completes when the exit of the gear is recorded.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Null before the start and after the removal.</summary>
    public GearRecord? Record => _record;

    /// <summary>Volumes that no other gear may use, from the beginning of the start until the gear ends.</summary>
    public IReadOnlyList<string> HeldVolumes { get; set; } = [];

    public bool IsRunning => _record is { Started: true, Exit: null };

    /// <summary>Saves the changed record, then uses it.</summary>
    public GearRecord Note(Func<GearRecord?, GearRecord> change)
    {
        lock (_writing)
        {
            var record = change(_record);
            GearRecords.Write(Directory.Path, record);
            _record = record;
            if (record.Exit is not null)
                End();
            return record;
        }
    }

    public void Adopt(GearRecord record)
    {
        _record = record;
        HeldVolumes = [.. record.Volumes.Select(v => v.Volume)];
        if (record.Exit is not null)
            End();
    }

    public void Forget()
    {
        _record = null;
        End();
    }

    private void End()
    {
        HeldVolumes = [];
        _ended.TrySetResult();
    }
}
