using Slipway.Oci;

namespace Slipway.Registry.Content;

/// <summary>
/// Holds writer and collection of the same blob apart: file and record change together. Across processes the server's
/// lock on its data directory does that. Blobs share locks, so whoever holds one takes no second.
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
