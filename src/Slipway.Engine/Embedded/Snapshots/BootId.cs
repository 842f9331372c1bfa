namespace Slipway.Engine.Embedded.Snapshots;

/// <summary>Identifies the current boot: after another boot, unsynced data may be lost.</summary>
public static class BootId
{
    public static string Read() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
}
