using System.Security.Cryptography;
using System.Text;

namespace Slipway.Platform.Sealing;

/// <summary>
/// Encrypts what must be kept and never be seen (AES-256-GCM), with a key that is not in the database: a copy of the
/// one without the other tells nothing. A sealed value opens only for the purpose it was sealed for, so that none can
/// be put in another's place.
/// </summary>
public sealed class SealingKey
{
    public const int Length = 32;
    private const byte Version = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int Overhead = 1 + NonceLength + TagLength;
    private readonly byte[] _key;

    public SealingKey(ReadOnlyMemory<byte> key) =>
        _key = key.Length == Length ? key.ToArray() : throw new ArgumentException(
            $"a sealing key has {Length} bytes", nameof(key));

    /// <summary>How many bytes a sealed text holds.</summary>
    public static int LengthOf(string text) => Math.Max(0, (text.Length / 4 * 3) - text.AsSpan().Count('=') - Overhead);

    public string Seal(ReadOnlySpan<byte> value, string purpose)
    {
        var text = new byte[Overhead + value.Length];
        text[0] = Version;
        RandomNumberGenerator.Fill(text.AsSpan(1, NonceLength));
        using var cipher = new AesGcm(_key, TagLength);
        cipher.Encrypt(text.AsSpan(1, NonceLength), value, text.AsSpan(Overhead),
            text.AsSpan(1 + NonceLength, TagLength), Encoding.UTF8.GetBytes(purpose));
        return Convert.ToBase64String(text);
    }

    /// <exception cref="SlipwayException">Unavailable: another key sealed it, for another purpose, or it is
    /// damaged.</exception>
    public byte[] Open(string text, string purpose)
    {
        try
        {
            var bytes = Convert.FromBase64String(text);
            if (bytes.Length < Overhead || bytes[0] != Version)
                throw Refusal(null);
            var value = new byte[bytes.Length - Overhead];
            using var cipher = new AesGcm(_key, TagLength);
            cipher.Decrypt(bytes.AsSpan(1, NonceLength), bytes.AsSpan(Overhead),
                bytes.AsSpan(1 + NonceLength, TagLength), value, Encoding.UTF8.GetBytes(purpose));
            return value;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            throw Refusal(e);
        }
    }

    public override string ToString() => nameof(SealingKey);

    private static SlipwayException Refusal(Exception? inner) =>
        new(ErrorCode.Unavailable,
            "a sealed value cannot be opened: the server's secrets.key is not the one it was sealed with",
            "restore secrets.key, or set the value again", inner);
}
