namespace Slipway.Registry.Content;

/// <summary>
/// Keeps blobs from the garbage collection while what will refer to them is still being made. A lease ends by
/// itself at <see cref="Expires"/>, so that a crash leaks nothing. The order is always: lease, blobs, the record
/// that uses them, release.
/// </summary>
public sealed record Lease(string Id, DateTimeOffset Expires);
