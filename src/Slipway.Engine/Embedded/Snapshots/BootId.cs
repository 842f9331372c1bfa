namespace Slipway.Engine.Embedded.Snapshots;

/// <summary>
/// Names the time between two starts of the kernel: when it has changed, what was not synced may be lost.
/// </summary>
public static class BootId
{
    public static string Read() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
}
