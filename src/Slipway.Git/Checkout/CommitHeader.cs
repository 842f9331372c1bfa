using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Slipway.Git.Pushes;

namespace Slipway.Git.Checkout;

/// <summary>The commit of a build, as shown to users.</summary>
internal sealed partial record CommitHeader(string Tree, string Author, DateTimeOffset Time, string Subject)
{
    private const int MaxSubjectLength = 200;
    private const long LatestTime = 253_402_300_799; // the year 9999

    public static CommitHeader Parse(ReadOnlySpan<byte> commit)
    {
        var text = Encoding.UTF8.GetString(commit);
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var header = (end < 0 ? text : text[..end]).Split('\n');
        var tree = Value(header, "tree ") is { Length: 40 or 64 } id && id.All(char.IsAsciiHexDigit)
            ? id
            : throw Damaged.Commit("it names no tree");
        var committer = Stamp().Match(Value(header, "committer ") ?? "");
        var seconds = long.TryParse(committer.Groups["seconds"].Value, CultureInfo.InvariantCulture, out var time)
            ? Math.Min(time, LatestTime) : 0;
        var subject = end < 0 ? "" : text[(end + 2)..].TrimStart().Split('\n')[0];
        return new CommitHeader(
            tree, AuthorOf(header), DateTimeOffset.FromUnixTimeSeconds(seconds), Cut(TerminalSafeLine.Of(subject)));
    }

    private static string AuthorOf(string[] header) =>
        Cut(TerminalSafeLine.Of(Stamp().Match(Value(header, "author ") ?? "").Groups["name"].Value));

    private static string? Value(string[] header, string key) =>
        header.FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?[key.Length..];

    private static string Cut(string text) => text.Length <= MaxSubjectLength ? text : text[..MaxSubjectLength];

    [GeneratedRegex(@"^(?<name>.*>) (?<seconds>[0-9]{1,12}) [+-][0-9]{4}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Stamp();
}
