using System.Text.RegularExpressions;
using Slipway.Oci;

namespace Slipway.Cartridges.Manifests;

/// <summary>
/// Validates git URLs of templates. git runs commands for some URLs (<c>ext::…</c>) and parses others as options, so
/// only known forms are accepted.
/// </summary>
internal static partial class TemplateRules
{
    private static readonly string[] Schemes = ["https", "http", "ssh", "git", "file"];

    public static string? FaultOf(TemplateLocation template)
    {
        if (template.Commit is { } commit && !CommitPattern().IsMatch(commit))
            return $"'{Excerpt.Of(commit)}' is not a commit, branch or tag";
        var valid = template.IsInPackage
            ? RuntimeReader.IsInside(template.Location) && template.Location[0] != '-'
            : IsAddress(template.Location);
        return valid ? null : $"'{Excerpt.Of(template.Location)}' is not a place of a template";
    }

    private static bool IsAddress(string text) =>
        text.Length <= 2048 && !text.Any(c => c is <= ' ' or > '~')
        && (ScpPattern().IsMatch(text)
            || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && Schemes.Contains(uri.Scheme)
                && text.StartsWith(uri.Scheme + "://", StringComparison.Ordinal)
            && !uri.Host.StartsWith('-')));

    [GeneratedRegex(
        @"\A[A-Za-z0-9_][A-Za-z0-9_./-]{0,199}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex CommitPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[A-Za-z0-9_./~][A-Za-z0-9_./~+-]*\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ScpPattern();
}
