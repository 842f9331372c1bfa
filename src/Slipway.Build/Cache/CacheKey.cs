using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Slipway.Oci;

namespace Slipway.Build.Cache;

/// <summary>
/// Computes a digest of named inputs, each with its length, so that different lists of inputs never give the same
/// bytes. The purpose separates keys of different kinds; change it when the meaning of the inputs changes.
/// </summary>
public sealed class CacheKey : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public CacheKey(string purpose) => Add(purpose);

    public CacheKey Add(ReadOnlySpan<byte> input)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, input.Length);
        _hash.AppendData(length);
        _hash.AppendData(input);
        return this;
    }

    public CacheKey Add(string? input) => input is null ? Add(-1) : Add(Encoding.UTF8.GetBytes(input));

    public CacheKey Add(long input)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, input);
        return Add(bytes);
    }

    public CacheKey Add(Digest? input) => Add(input?.ToString());

    public CacheKey Add(IReadOnlyCollection<string> inputs)
    {
        Add(inputs.Count);
        foreach (var input in inputs)
            Add(input);
        return this;
    }

    /// <summary>The key; no input can be added afterwards.</summary>
    public Digest Seal() => Digest.FromHash(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();
}
