using System.Text;

namespace Slipway.Linux.Files;

/// <summary>
/// A file name or path as the kernel sees it: bytes without NUL, in no particular encoding. Sorted bytewise, so a
/// directory comes before its entries. Nothing is normalized.
/// </summary>
public readonly record struct RawPath : IComparable<RawPath>
{
    /// <summary>PATH_MAX without its NUL.</summary>
    public const int MaxLength = 4095;

    /// <summary>NAME_MAX: the maximum length of a directory entry's name.</summary>
    public const int MaxNameLength = 255;

    public static readonly RawPath Empty;

    private static readonly byte[] None = [0];
    private readonly byte[]? _terminated;

    private RawPath(byte[] terminated) => _terminated = terminated;

    public ReadOnlySpan<byte> Bytes => Terminated[..^1];

    public int Length => _terminated is null ? 0 : _terminated.Length - 1;

    public bool IsEmpty => Length == 0;

    /// <summary>The bytes and a NUL, for system calls.</summary>
    internal ReadOnlySpan<byte> Terminated => _terminated ?? None;

    /// <summary>The part before the last slash; empty when there is none.</summary>
    public RawPath Parent => Bytes.LastIndexOf((byte)'/') is var slash && slash > 0 ? Of(Bytes[..slash]) : Empty;

    /// <summary>The part after the last slash.</summary>
    public RawPath Name => Bytes.LastIndexOf((byte)'/') is var slash && slash >= 0 ? Of(Bytes[(slash + 1)..]) : this;

    /// <exception cref="ArgumentException">The bytes contain a NUL.</exception>
    public static RawPath Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Contains((byte)0))
            throw new ArgumentException("a path holds no NUL", nameof(bytes));
        var terminated = new byte[bytes.Length + 1];
        bytes.CopyTo(terminated);
        return new RawPath(terminated);
    }

    /// <summary>The text in UTF-8.</summary>
    public static RawPath Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>Joins two paths with a slash; returns the other path when this one is empty.</summary>
    public RawPath Combine(RawPath other)
    {
        if (IsEmpty)
            return other;
        var terminated = new byte[Length + other.Length + 2];
        Bytes.CopyTo(terminated);
        terminated[Length] = (byte)'/';
        other.Bytes.CopyTo(terminated.AsSpan(Length + 1));
        return new RawPath(terminated);
    }

    /// <summary>
    /// Whether this is <paramref name="ancestor"/> or is below it; everything is below the empty path.
    /// </summary>
    public bool IsWithin(RawPath ancestor) =>
        ancestor.IsEmpty
            || (Bytes.StartsWith(ancestor.Bytes) && (Length == ancestor.Length || Bytes[ancestor.Length] == '/'));

    public int CompareTo(RawPath other) => Bytes.SequenceCompareTo(other.Bytes);

    public bool Equals(RawPath other) => Bytes.SequenceEqual(other.Bytes);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary>For display: valid UTF-8 as it is, other bytes as replacement characters.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Bytes);

    public static bool operator <(RawPath left, RawPath right) => left.CompareTo(right) < 0;

    public static bool operator >(RawPath left, RawPath right) => left.CompareTo(right) > 0;

    public static bool operator <=(RawPath left, RawPath right) => left.CompareTo(right) <= 0;

    public static bool operator >=(RawPath left, RawPath right) => left.CompareTo(right) >= 0;
}
