using System.Text.RegularExpressions;

namespace Slipway.Git.Pushes;

/// <summary>A line of a post-receive hook's input: <c>OLD NEW REF</c> (githooks(5)).</summary>
internal sealed partial record ReceivedRef(string? Old, string? New, string Ref)
{
    private const int MaxRefs = 1000;

    /// <summary>Other lines are ignored.</summary>
    public static IReadOnlyList<ReceivedRef> Parse(string input) =>
        [.. input.Split('\n').Take(MaxRefs).Select(line => Line().Match(line)).Where(m => m.Success)
            .Select(m => new ReceivedRef(Id(m.Groups["old"].Value), Id(m.Groups["new"].Value), m.Groups["ref"].Value))];

    private static string? Id(string hex) => hex.AsSpan().IndexOfAnyExcept('0') < 0 ? null : hex;

    [GeneratedRegex(
        @"^(?<old>[0-9a-f]{40}|[0-9a-f]{64}) (?<new>[0-9a-f]{40}|[0-9a-f]{64}) (?<ref>refs/[^\x00-\x20\x7f]{1,500})\z",
        RegexOptions.NonBacktracking)]
    private static partial Regex Line();
}
