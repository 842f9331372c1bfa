using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Slipway.Registry.Access;

/// <summary>User and secret of an <c>Authorization: Basic</c> header (RFC 7617). All registry clients speak it.</summary>
public sealed record BasicCredentials(string User, string Secret)
{
    public const string Challenge = "Basic realm=\"Slipway\", charset=\"UTF-8\"";
    private const string Scheme = "Basic ";
    private const int Longest = 4096;

    public static bool TryParse(string? header, [NotNullWhen(true)] out BasicCredentials? credentials)
    {
        credentials = null;
        if (header is null || header.Length > Longest || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return false;
        var decoded = new byte[Longest];
        if (!Convert.TryFromBase64String(header[Scheme.Length..].Trim(), decoded, out var length))
            return false;
        var text = Encoding.UTF8.GetString(decoded, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || text.Any(char.IsControl))
            return false;
        credentials = new BasicCredentials(text[..colon], text[(colon + 1)..]);
        return true;
    }

    /// <summary>Without the secret, for logs.</summary>
    public override string ToString() => $"{User}:***";
}
