namespace Slipway.Linux.Files;

/// <summary>Tells a full disk (or a used-up quota) from other troubles.</summary>
public static class DiskSpace
{
    /// <summary>A file system with less than this is as good as full: what failed there failed for that.</summary>
    private const long MinFreeBytes = 1 << 20;

    /// <summary>Whether there was no room for what an operation wanted to write.</summary>
    public static bool IsDiskFull(Exception? exception) => exception switch
    {
        null => false,
        AggregateException many => many.InnerExceptions.Any(IsDiskFull),
        SlipwayException { Code: ErrorCode.DiskFull } => true,
        IOException { HResult: (int)Errno.NoSpace or (int)Errno.QuotaExceeded } => true,
        _ => IsDiskFull(exception.InnerException),
    };

    /// <summary>Whether the file system of a path has no room left for ordinary users.</summary>
    public static bool IsExhausted(string path) => new DriveInfo(path).AvailableFreeSpace < MinFreeBytes;
}
