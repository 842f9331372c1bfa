using System.Runtime.InteropServices;

namespace Slipway.Linux.Processes;

/// <summary>A process that leads a process group, with that group (kill(2)).</summary>
public static partial class ProcessGroup
{
    /// <summary>Kills the process group of a leader; does nothing when it does not exist.</summary>
    public static void Kill(int leader)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(leader, 2);
        _ = SendSignal(-leader, Signal.Kill.Number);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);
}
