using System.Security.Cryptography;

namespace Slipway.Platform;

/// <summary>Names that are never used twice.</summary>
public static class Identifier
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>Random letters and digits, 5 bits each, beginning with a letter.</summary>
    public static string Random(int length) => RandomNumberGenerator.GetString(Letters.AsSpan(0, 26), 1)
        + RandomNumberGenerator.GetString(Letters, length - 1);

    /// <summary>Sorts by the time it was made.</summary>
    public static string Timed(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
}
