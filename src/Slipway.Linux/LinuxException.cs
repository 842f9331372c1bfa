using System.Runtime.InteropServices;

namespace Slipway.Linux;

/// <summary>A system call failed. The message contains the call, its subject and the kernel's reason.</summary>
public sealed class LinuxException(string call, string? subject, Errno errno)
    : SlipwayException(
        errno is Errno.NoSpace or Errno.QuotaExceeded ? ErrorCode.DiskFull : ErrorCode.SystemCall,
        $"{call}{(subject is null ? "" : $" {subject}")}: {Marshal.GetPInvokeErrorMessage((int)errno)}")
{
    public Errno Errno { get; } = errno;

    public string Call { get; } = call;

    /// <summary>
    /// Throws for the calling thread's last P/Invoke error when <paramref name="result"/> is negative;
    /// returns it otherwise.
    /// </summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    internal static int Check(int result, string call, string? subject = null) =>
        result >= 0 ? result : throw Last(call, subject);

    internal static LinuxException Last(string call, string? subject = null) =>
        new(call, subject, (Errno)Marshal.GetLastPInvokeError());
}
