using System.Collections.Immutable;

namespace Slipway.Factory.DebianBase;

/// <summary>An archive of binary packages (sources.list(5)).</summary>
public sealed record AptSource(string Uri, string Suite, ImmutableArray<string> Components)
{
    private const string Keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

    /// <summary>The <c>Signed-By</c> of the entry, when it has one.</summary>
    public string? SignedBy { get; init; }

    /// <summary>Marked as trusted without a signature.</summary>
    public bool IsTrusted { get; init; }

    /// <summary>For apt, which then accepts only packages signed by Debian.</summary>
    public string Line(string options = "") =>
        $"deb [{options}signed-by={Keyring}] {Uri} {Suite} {string.Join(' ', Components)}";

    /// <summary>For an image: like <see cref="Line"/>, without user and password of the machine's entry.</summary>
    public string PublicLine => (this with { Uri = WithoutCredentials(Uri) }).Line();

    private static string WithoutCredentials(string uri) =>
        System.Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.UserInfo.Length > 0
            ? uri.Replace(parsed.UserInfo + "@", "", StringComparison.Ordinal)
            : uri;
}
