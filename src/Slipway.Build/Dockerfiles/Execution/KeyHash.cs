using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Slipway.Oci;

namespace Slipway.Build.Dockerfiles.Execution;

/// <summary>A SHA-256 over fields, each with its length, so that no two sequences of fields look alike.</summary>
internal sealed class KeyHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public KeyHash Add(ReadOnlySpan<byte> field)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, field.Length);
        _hash.AppendData(length);
        _hash.AppendData(field);
        return this;
    }

    public KeyHash Add(string? field) => field is null ? Add(-1) : Add(Encoding.UTF8.GetBytes(field));

    public KeyHash Add(long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return Add(bytes);
    }

    public KeyHash Add(IReadOnlyCollection<string> fields)
    {
        Add(fields.Count);
        foreach (var field in fields)
            Add(field);
        return this;
    }

    public Digest End()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetHashAndReset(hash);
        return Digest.FromHash(hash);
    }

    public void Dispose() => _hash.Dispose();
}
