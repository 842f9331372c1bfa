namespace Slipway.Engine.Gears;

/// <summary>
/// Runs gears. A gear is one container: started once from an image, never modified, never restarted; a restart is a new
/// gear id on the same slot. Gears outlive the process that started them: after a restart of the server,
/// <see cref="ListAsync"/> returns the running ones, and the exit codes of the others. Every call is idempotent:
/// starting a running gear, stopping a stopped one or removing a removed one changes nothing.
/// </summary>
public interface IGearEngine
{
    /// <summary>
    /// Starts a gear and returns when its process runs with its network; readiness is up to the caller.
    /// </summary>
    /// <exception cref="SlipwayException">The gear could not be started; nothing of it is left.</exception>
    Task<GearState> StartAsync(GearSpec spec, CancellationToken cancel);

    /// <summary>
    /// Sends the stop signal, waits for the grace period, then kills. Returns when the gear has ended.
    /// </summary>
    Task<GearState> StopAsync(string gear, TimeSpan grace, CancellationToken cancel);

    /// <summary>
    /// Kills the gear if it runs and removes everything but its volumes. <paramref name="keepSlot"/> keeps its slot,
    /// and so its address, for a successor.
    /// </summary>
    Task RemoveAsync(string gear, bool keepSlot, CancellationToken cancel);

    Task<IReadOnlyList<GearState>> ListAsync(CancellationToken cancel);

    Task<GearState?> FindAsync(string gear, CancellationToken cancel);

    /// <summary>
    /// Starts and exits of gears from now on, until cancelled. For earlier ones see <see cref="ListAsync"/>.
    /// </summary>
    IAsyncEnumerable<GearState> WatchAsync(CancellationToken cancel);

    Task<IExecSession> ExecAsync(string gear, ExecSpec spec, CancellationToken cancel);

    /// <summary>
    /// The gear's output: the last <paramref name="tail"/> lines (null: all that are kept), then, when following, new
    /// lines until it ends.
    /// </summary>
    IAsyncEnumerable<LogLine> LogsAsync(string gear, int? tail, bool follow, CancellationToken cancel);

    Task<GearStats> StatsAsync(string gear, CancellationToken cancel);

    /// <summary>
    /// Creates a volume of at most <paramref name="size"/> bytes (null: no limit). Its files hold container ids,
    /// whatever range uses them.
    /// </summary>
    Task CreateVolumeAsync(string volume, long? size, CancellationToken cancel);

    Task RemoveVolumeAsync(string volume, CancellationToken cancel);

    Task<IReadOnlyList<string>> ListVolumesAsync(CancellationToken cancel);

    /// <summary>Releases a slot that was kept for a successor. Does nothing when a gear uses it.</summary>
    Task ReleaseSlotAsync(string slot, CancellationToken cancel);
}
