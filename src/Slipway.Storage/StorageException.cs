namespace Slipway.Storage;

/// <summary>The database cannot be used; the message contains the cause and the next step.</summary>
public sealed class StorageException(string message, Exception? cause = null) : IOException(message, cause)
{
    /// <summary>The database cannot grow: reported to callers like any other full disk.</summary>
    internal static StorageException Full(Exception cause) =>
        new("the disk that holds the database is full: free space on it", cause) { HResult = (int)Linux.Errno.NoSpace };
}
