using Slipway.Oci;

namespace Slipway.Registry.Content;

/// <summary>
/// Serializes writing and collecting the same blob, because file and record change together. Other processes are
/// excluded by the server's lock on the data directory. Blobs share locks, so a holder must not take a second one.
/// </summary>
internal sealed class DigestLocks
{
    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    public async Task<T> WithAsync<T>(Digest digest, Func<Task<T>> action, CancellationToken cancel)
    {
        var stripe = _stripes[(uint)digest.GetHashCode() % _stripes.Length];
        await stripe.WaitAsync(cancel);
        try
        {
            return await action();
        }
        finally
        {
            stripe.Release();
        }
    }
}
