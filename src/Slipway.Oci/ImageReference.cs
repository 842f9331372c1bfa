using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Slipway.Oci;

/// <summary>
/// <c>[host[:port]/]repository[:tag][@digest]</c> (distribution-spec, "Pulling manifests"; names follow its reference
/// grammar). The first component is a host when it contains a dot or a colon, or is <c>localhost</c>. Without a host it
/// means Slipway's own registry, never a public one.
/// </summary>
public sealed partial record ImageReference
{
    public const int MaxRepositoryLength = 255;

    private ImageReference(string? host, string repository, string? tag, Digest? digest) =>
        (Host, Repository, Tag, Digest) = (host, repository, tag, digest);

    public string? Host { get; }

    public string Repository { get; }

    public string? Tag { get; private init; }

    public Digest? Digest { get; private init; }

    public ImageReference WithTag(string tag) =>
        IsTag(tag) ? this with { Tag = tag, Digest = null } : throw new SlipwayException(
            ErrorCode.Malformed, $"'{Excerpt.Of(tag)}' is not a tag");

    public ImageReference WithDigest(Digest digest) => this with { Digest = digest };

    public static bool IsRepository(string text) =>
        text.Length is > 0 and <= MaxRepositoryLength && RepositoryPattern().IsMatch(text);

    public static bool IsTag(string text) => TagPattern().IsMatch(text);

    /// <exception cref="SlipwayException">The text is no image reference.</exception>
    public static ImageReference Parse(string text) => TryParse(text, out var reference)
        ? reference
        : throw new SlipwayException(ErrorCode.Malformed, $"'{Excerpt.Of(text)}' is not an image reference: " +
            "[host[:port]/]name[:tag][@sha256:…] is expected, in lower case");

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ImageReference? reference)
    {
        reference = null;
        if (text is null || text.Length > 1024)
            return false;
        var (rest, digest) = CutDigest(text, out var digestValid);
        if (!digestValid)
            return false;
        var (host, path) = CutHost(rest);
        var colon = path.LastIndexOf(':');
        var tag = colon < 0 ? null : path[(colon + 1)..];
        var repository = colon < 0 ? path : path[..colon];
        if (!IsRepository(repository) || (tag is not null && !IsTag(tag))
            || (host is not null && !HostPattern().IsMatch(host)))
            return false;
        reference = new ImageReference(host, repository, tag, digest);
        return true;
    }

    public override string ToString() =>
        $"{(Host is null ? "" : Host + "/")}{Repository}{(Tag is null ? "" : ":" + Tag)}" +
        $"{(Digest is { } digest ? "@" + digest : "")}";

    private static (string Name, Digest? Digest) CutDigest(string text, out bool valid)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
        {
            valid = true;
            return (text, null);
        }
        valid = Oci.Digest.TryParse(text[(at + 1)..], out var digest);
        return (text[..at], digest);
    }

    private static (string? Host, string Path) CutHost(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            return (null, text);
        var first = text[..slash];
        return first.AsSpan().ContainsAny('.', ':') || first == "localhost"
            ? (first, text[(slash + 1)..])
            : (null, text);
    }

    [GeneratedRegex(@"\A[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex RepositoryPattern();

    [GeneratedRegex(
        @"\A[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TagPattern();

    [GeneratedRegex(@"\A(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]{0,253})|\[[0-9a-fA-F:]{2,45}\])(?::[0-9]{1,5})?\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex HostPattern();
}
