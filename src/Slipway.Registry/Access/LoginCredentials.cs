using System.Text;

namespace Slipway.Registry.Access;

/// <summary>
/// The credentials of an <c>Authorization</c> header: user and secret of <c>Basic</c> (RFC 7617), which git and all
/// registry clients use, or the token of <c>Bearer</c> (RFC 6750), which has no user.
/// </summary>
public sealed record LoginCredentials(string? User, string Secret)
{
    public const string Challenge = "Basic realm=\"Slipway\", charset=\"UTF-8\"";
    private const int MaxLength = 4096;

    /// <returns>Null when the header is missing or has another scheme.</returns>
    public static LoginCredentials? Of(string? header)
    {
        if (header is null || header.Length > MaxLength)
            return null;
        if (ValueOf(header, "Bearer ") is { } token)
            return token.Length > 0 ? new LoginCredentials(null, token) : null;
        return ValueOf(header, "Basic ") is { } pair ? Decode(pair) : null;
    }

    /// <summary>Without the secret, safe for logs.</summary>
    public override string ToString() => $"{User}:***";

    private static string? ValueOf(string header, string scheme) =>
        header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? header[scheme.Length..].Trim() : null;

    private static LoginCredentials? Decode(string pair)
    {
        var decoded = new byte[MaxLength];
        if (!Convert.TryFromBase64String(pair, decoded, out var length))
            return null;
        var text = Encoding.UTF8.GetString(decoded, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon <= 0 || text.Any(char.IsControl) ? null : new LoginCredentials(text[..colon], text[(colon + 1)..]);
    }
}
