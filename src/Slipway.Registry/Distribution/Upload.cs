using Slipway.Registry.Access;
using Slipway.Registry.Content;

namespace Slipway.Registry.Distribution;

/// <summary>A blob that a client uploads in one or more requests.</summary>
internal sealed class Upload(string repository, Principal owner, BlobWriter writer, Lease lease, DateTimeOffset now)
    : IAsyncDisposable
{
    private int _busy;

    public string Id { get; } = Guid.NewGuid().ToString("n");

    public string Repository => repository;

    public string Owner => owner.Name;

    public BlobWriter Writer => writer;

    public Lease Lease => lease;

    public DateTimeOffset Started { get; } = now;

    public DateTimeOffset LastUsed { get; set; } = now;

    public string Location => $"/v2/{repository}/blobs/uploads/{Id}";

    /// <summary>
    /// The received range in the specification's form: first and last byte, both inclusive; nothing is also <c>0-0</c>.
    /// </summary>
    public string Range => $"0-{Math.Max(0, writer.Length - 1)}";

    /// <summary>Only one request at a time may write to an upload.</summary>
    public bool TryEnter() => Interlocked.Exchange(ref _busy, 1) == 0;

    public void Leave() => Volatile.Write(ref _busy, 0);

    public ValueTask DisposeAsync() => writer.DisposeAsync();
}
