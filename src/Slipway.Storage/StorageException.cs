namespace Slipway.Storage;

/// <summary>The database cannot be used as it is; the message says why and what to do.</summary>
public sealed class StorageException(string message, Exception? cause = null) : IOException(message, cause)
{
    /// <summary>The database cannot grow: to callers the same as any other file that cannot.</summary>
    internal static StorageException Full(Exception cause) =>
        new("the disk that holds the database is full: free space on it", cause) { HResult = (int)Linux.Errno.NoSpace };
}
