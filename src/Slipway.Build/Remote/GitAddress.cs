using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Slipway.Linux.Files;

namespace Slipway.Build.Remote;

/// <summary>A reference into a remote git repository: <c>URL.git#REFERENCE:DIRECTORY</c>.</summary>
/// <param name="Url">https, http or git; without credentials, query and fragment.</param>
/// <param name="Reference">A branch, a tag, a full <c>refs/…</c> or a full commit id; null is the remote's
/// HEAD.</param>
/// <param name="Directory">A path in the tree, without leading slash; empty is the whole tree.</param>
public sealed partial record GitAddress(Uri Url, string? Reference, string Directory)
{
    private const int MaxUrlLength = 2_000;

    /// <summary>Whether the reference is a full commit id, and so immutable.</summary>
    public bool IsPinned => Reference is not null && IsCommit(Reference);

    public static bool IsCommit(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Parses the part after <c>#</c>.</summary>
    public static bool TryParse(Uri url, string fragment, [NotNullWhen(true)] out GitAddress? address)
    {
        var parts = fragment.Split(':', 2);
        var directory = parts.Length > 1 ? parts[1] : "";
        var isReference = parts[0].Length == 0 || ReferenceName().IsMatch(parts[0]);
        var isInside = !UnixPath.Climbs(directory.TrimStart('/'))
            && !directory.Contains('\0', StringComparison.Ordinal);
        address = isReference && isInside
            ? new GitAddress(url, parts[0].Length > 0 ? parts[0] : null, UnixPath.Join("/", directory)[1..])
            : null;
        return address is not null;
    }

    /// <summary>Parses a URL and a reference given separately. They must not contain secrets.</summary>
    /// <param name="reference">Null and <c>HEAD</c> are the remote's HEAD.</param>
    public static bool TryCreate(string url, string? reference, [NotNullWhen(true)] out GitAddress? address)
    {
        address = null;
        return url.Length <= MaxUrlLength && Uri.TryCreate(url, UriKind.Absolute, out var found)
            && found.Scheme is "http" or "https" or "git"
            && found is { Host.Length: > 0, UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 }
            && TryParse(found, reference is null or "HEAD" ? "" : reference, out address)
            && address.Directory.Length == 0;
    }

    public override string ToString()
    {
        var directory = Directory.Length == 0 ? "" : ":" + Directory;
        return Reference is null && directory.Length == 0 ? $"{Url}" : $"{Url}#{Reference}{directory}";
    }

    /// <summary>A subset of git-check-ref-format(1); nothing that git could parse as an option or a pattern.</summary>
    [GeneratedRegex(@"\A(?!.*(?:\.\.|//|/\.|\.lock(?:/|\z)))[A-Za-z0-9_][A-Za-z0-9_./+-]{0,249}(?<![./])\z",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ReferenceName();
}
