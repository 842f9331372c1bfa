using System.Runtime.InteropServices;

namespace Slipway.Linux.Processes;

/// <summary>A process that leads a group, with the group (kill(2)).</summary>
public static partial class ProcessGroup
{
    /// <summary>Kills the group a process leads; nothing happens when there is none.</summary>
    public static void Kill(int leader)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(leader, 2);
        _ = SendSignal(-leader, Signal.Kill.Number);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);
}
