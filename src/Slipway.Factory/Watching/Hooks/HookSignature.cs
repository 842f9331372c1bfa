using System.Security.Cryptography;
using System.Text;

namespace Slipway.Factory.Watching.Hooks;

/// <summary>
/// Verifies the sender of a webhook. GitHub, Gitea and Forgejo sign the body with HMAC-SHA256; GitLab sends the secret
/// itself. Only headers and the hash of the body are used, so the body can be anything.
/// </summary>
public static class HookSignature
{
    private const string Prefix = "sha256=";
    private const string Token = "X-Gitlab-Token";
    private static readonly string[] Signatures = ["X-Hub-Signature-256", "X-Forgejo-Signature", "X-Gitea-Signature"];

    /// <param name="header">Returns a header of the request; null when it is missing.</param>
    public static async Task<bool> IsValidAsync(
        byte[] secret, Func<string, string?> header, Stream body, CancellationToken cancel)
    {
        var signature = Signatures.Select(header).FirstOrDefault(value => value is not null);
        if (signature is not null)
        {
            var hash = await HMACSHA256.HashDataAsync(secret, body, cancel);
            return CryptographicOperations.FixedTimeEquals(hash, HashIn(signature));
        }
        // Compares hashes, so that timing does not reveal the length of the secret.
        return header(Token) is { } token
            && CryptographicOperations.FixedTimeEquals(
                SHA256.HashData(secret), SHA256.HashData(Encoding.UTF8.GetBytes(token)));
    }

    private static byte[] HashIn(string signature)
    {
        var hash = new byte[HMACSHA256.HashSizeInBytes];
        var digits =
            signature.StartsWith(Prefix, StringComparison.Ordinal) ? signature.AsSpan(Prefix.Length) : signature;
        return digits.Length == 2 * hash.Length
            && Convert.FromHexString(digits, hash, out _, out _) == System.Buffers.OperationStatus.Done ? hash : [];
    }
}
