namespace Slipway.Linux.Files;

/// <summary>Distinguishes a full disk (or an exhausted quota) from other I/O errors.</summary>
public static class DiskSpace
{
    /// <summary>The cause as users read it.</summary>
    public const string FullCause = "the server's disk is full";

    /// <summary>What they may do about it.</summary>
    public const string FullNextStep = "free space on it, such as images that nobody needs, then try again";

    /// <summary>
    /// A file system with less free space counts as full: a failed write is then reported as a full disk.
    /// </summary>
    private const long MinFreeBytes = 1 << 20;

    /// <summary>Whether an operation failed for lack of disk space.</summary>
    public static bool IsDiskFull(Exception? exception) => exception switch
    {
        null => false,
        AggregateException many => many.InnerExceptions.Any(IsDiskFull),
        SlipwayException { Code: ErrorCode.DiskFull } => true,
        IOException { HResult: (int)Errno.NoSpace or (int)Errno.QuotaExceeded } => true,
        _ => IsDiskFull(exception.InnerException),
    };

    /// <summary>Whether the file system of a path has no space left for unprivileged users.</summary>
    public static bool IsExhausted(string path) => new DriveInfo(path).AvailableFreeSpace < MinFreeBytes;
}
