using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Processes;

/// <summary>
/// A process identified by a pidfd: unlike its number, it cannot come to mean another process (pidfd_open(2)).
/// </summary>
public sealed partial class PidHandle : IDisposable
{
    private readonly SafeFileHandle _descriptor;
    private readonly Lazy<Task> _ended;

    private PidHandle(int id, SafeFileHandle descriptor)
    {
        Id = id;
        _descriptor = descriptor;
        _ended = new Lazy<Task>(() => ExitWatch.WhenReadable(_descriptor));
    }

    public int Id { get; }

    /// <summary>The process, or null when no process has that number.</summary>
    public static PidHandle? TryOpen(int pid)
    {
        var descriptor = PidfdOpen(pid, 0);
        if (descriptor >= 0)
            return new PidHandle(pid, new SafeFileHandle(descriptor, ownsHandle: true));
        var error = LinuxException.Last("pidfd_open", $"{pid}");
        return error.Errno is Errno.NoProcess or Errno.Invalid ? null : throw error;
    }

    /// <summary>Completes when the process has ended, perhaps before its parent reaps it.</summary>
    public Task WaitAsync(CancellationToken cancel) => _ended.Value.WaitAsync(cancel);

    /// <summary>Sends a signal. False when the process has ended.</summary>
    public bool Kill(Signal signal)
    {
        if (PidfdSendSignal(_descriptor, signal.Number, 0, 0) == 0)
            return true;
        var error = LinuxException.Last("pidfd_send_signal", $"{Id}");
        return error.Errno == Errno.NoProcess ? false : throw error;
    }

    public void Dispose() => _descriptor.Dispose();

    [LibraryImport("libc", EntryPoint = "pidfd_open", SetLastError = true)]
    private static partial int PidfdOpen(int pid, uint flags);

    [LibraryImport("libc", EntryPoint = "pidfd_send_signal", SetLastError = true)]
    private static partial int PidfdSendSignal(SafeFileHandle pidfd, int signal, nint info, uint flags);
}
