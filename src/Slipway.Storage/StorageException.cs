namespace Slipway.Storage;

/// <summary>The database cannot be used as it is; the message says why and what to do.</summary>
public sealed class StorageException(string message, Exception? cause = null) : IOException(message, cause);
