namespace Slipway.Registry.Content;

/// <summary>
/// Protects blobs from garbage collection until something refers to them. A lease expires at <see cref="Expires"/>, so
/// a crash leaks nothing. The order is always: lease, blobs, the record that uses them, release.
/// </summary>
public sealed record Lease(string Id, DateTimeOffset Expires);
