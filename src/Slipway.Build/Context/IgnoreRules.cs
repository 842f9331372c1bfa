using System.Collections.Immutable;

namespace Slipway.Build.Context;

/// <summary>
/// The rules of an ignore file (<c>.dockerignore</c>). A rule matches a path or a directory above it; the last matching
/// rule decides; <c>!</c> includes a path again.
/// </summary>
public sealed class IgnoreRules
{
    public const int MaxRules = 5_000;
    public const int MaxFileBytes = 1 << 20;
    public static readonly IgnoreRules None = new([]);
    private readonly ImmutableArray<Rule> _rules;

    private IgnoreRules(ImmutableArray<Rule> rules) => _rules = rules;

    /// <summary>Whether something below an ignored directory may be included again.</summary>
    public bool HasExceptions => _rules.Any(rule => rule.Includes);

    public bool IsEmpty => _rules.IsEmpty;

    /// <exception cref="SlipwayException">A pattern is malformed, or there are too many.</exception>
    public static IgnoreRules Parse(string text)
    {
        var rules = ImmutableArray.CreateBuilder<Rule>();
        var number = 0;
        foreach (var line in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            if (line.StartsWith('#') || RuleOf(line.Trim(), number) is not { } rule)
                continue;
            if (rules.Count == MaxRules)
                throw new SlipwayException(ErrorCode.BuildLimit, $"the ignore file has more than {MaxRules} patterns");
            rules.Add(rule);
        }
        return new IgnoreRules(rules.ToImmutable());
    }

    /// <summary>Parses single patterns; null when one is malformed or there are too many.</summary>
    public static IgnoreRules? TryOf(IEnumerable<string> patterns)
    {
        var rules = ImmutableArray.CreateBuilder<Rule>();
        foreach (var pattern in patterns)
        {
            if (!TryRead(pattern.Trim(), out var rule) || rules.Count == MaxRules)
                return null;
            if (rule is not null)
                rules.Add(rule);
        }
        return new IgnoreRules(rules.ToImmutable());
    }

    /// <param name="path">Relative to the context, without leading slash.</param>
    public bool Ignores(string path)
    {
        if (_rules.IsEmpty)
            return false;
        var ignored = false;
        foreach (var rule in _rules)
        {
            // Skip a rule that would change nothing.
            if (rule.Includes == ignored && rule.Pattern.IsMatchAbove(path))
                ignored = !rule.Includes;
        }
        return ignored;
    }

    private static Rule? RuleOf(string line, int number) =>
        TryRead(line, out var rule) ? rule : throw Malformed(line, number);

    /// <summary>A null rule has no effect: a blank line, or the context itself.</summary>
    private static bool TryRead(string line, out Rule? rule)
    {
        rule = null;
        var includes = line.StartsWith('!');
        var pattern = Clean(includes ? line[1..].Trim() : line);
        if (pattern.Length == 0)
            return !includes;
        if (PathPattern.TryParse(pattern, anyDepth: true) is not { } parsed)
            return false;
        rule = new Rule(parsed, includes);
        return true;
    }

    private static SlipwayException Malformed(string line, int number) => new(
        ErrorCode.BuildContext, $"line {number} of the ignore file, '{Excerpt.Of(line)}', is no pattern",
        "Correct or remove that line.");

    /// <summary>Normalized lexically, without leading slash. The context itself cannot be ignored.</summary>
    private static string Clean(string pattern)
    {
        var parts = new List<string>();
        foreach (var part in pattern.Split('/'))
        {
            if (part == ".." && parts.Count > 0 && parts[^1] != "..")
                parts.RemoveAt(parts.Count - 1);
            else if (part.Length > 0 && part != "." && (part != ".." || !pattern.StartsWith('/')))
                parts.Add(part);
        }
        return string.Join('/', parts);
    }

    private sealed record Rule(PathPattern Pattern, bool Includes);
}
