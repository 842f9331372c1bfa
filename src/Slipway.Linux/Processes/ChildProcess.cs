using System.Runtime.InteropServices;

namespace Slipway.Linux.Processes;

/// <summary>A child process that <see cref="Spawn"/> started. Wait for it, or it stays a zombie.</summary>
public sealed partial class ChildProcess : IDisposable
{
    private readonly PidHandle _handle;
    private readonly Lazy<Task<int>> _exit;

    internal ChildProcess(int pid)
    {
        Id = pid;
        _handle = PidHandle.TryOpen(pid)!;
        _exit = new Lazy<Task<int>>(CollectAsync);
    }

    public int Id { get; }

    /// <summary>The exit code, 128 + n for signal n.</summary>
    public Task<int> WaitAsync(CancellationToken cancel) => _exit.Value.WaitAsync(cancel);

    /// <summary>Sends a signal. False when the process has ended.</summary>
    public bool Kill(Signal signal) => _handle.Kill(signal);

    /// <summary>Closes the descriptor; the process keeps running and is reaped when it ends.</summary>
    public void Dispose() => _ = _exit.Value.ContinueWith(_ => _handle.Dispose(), TaskScheduler.Default);

    private async Task<int> CollectAsync()
    {
        await _handle.WaitAsync(CancellationToken.None);
        int status;
        while (WaitPid(Id, out status, 0) < 0)
            if ((Errno)Marshal.GetLastPInvokeError() != Errno.Interrupted)
                throw LinuxException.Last("waitpid", $"{Id}");
        var signal = status & 0x7f;
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal;
    }

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int pid, out int status, int options);
}
