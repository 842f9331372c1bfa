using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Slipway.Oci;

/// <summary>
/// The digest of a blob: <c>sha256:</c> and 64 lower-case hexadecimal digits (image-spec, descriptor.md, "Digests").
/// Other registered algorithms are not supported.
/// </summary>
public readonly record struct Digest : IComparable<Digest>
{
    private const string Prefix = "sha256:";
    private const int HexLength = 64;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");
    private readonly string? _text;

    private Digest(string text) => _text = text;

    /// <summary>The 64 hexadecimal digits, without the algorithm.</summary>
    public string Hex => ToString()[Prefix.Length..];

    /// <summary>The first 12 hexadecimal digits, for display.</summary>
    public string Short => Hex[..12];

    public static Digest OfBytes(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return FromHash(hash);
    }

    /// <summary>The digest whose SHA-256 value is <paramref name="hash"/> (32 bytes).</summary>
    public static Digest FromHash(ReadOnlySpan<byte> hash)
    {
        if (hash.Length != SHA256.HashSizeInBytes)
            throw new ArgumentException($"a SHA-256 value has {SHA256.HashSizeInBytes} bytes", nameof(hash));
        return new Digest(Prefix + Convert.ToHexStringLower(hash));
    }

    /// <exception cref="SlipwayException">The text is not a SHA-256 digest.</exception>
    public static Digest Parse(string text) =>
        TryParse(text, out var digest)
            ? digest
            : throw new SlipwayException(
                ErrorCode.Malformed,
                $"'{Excerpt.Of(text)}' is not a digest: sha256: and 64 hexadecimal digits are expected");

    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        var valid = text is { Length: 71 } && text.StartsWith(Prefix, StringComparison.Ordinal)
            && !text.AsSpan(Prefix.Length).ContainsAnyExcept(HexDigits);
        digest = valid ? new Digest(text!) : default;
        return valid;
    }

    public int CompareTo(Digest other) => string.CompareOrdinal(_text, other._text);

    public override string ToString() => _text ?? Prefix + new string('0', HexLength);

    public static bool operator <(Digest left, Digest right) => left.CompareTo(right) < 0;

    public static bool operator >(Digest left, Digest right) => left.CompareTo(right) > 0;

    public static bool operator <=(Digest left, Digest right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Digest left, Digest right) => left.CompareTo(right) >= 0;
}
