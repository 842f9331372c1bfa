using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Slipway.Oci;

namespace Slipway.Platform.Environment;

/// <summary>
/// What an environment may hold, and how a change applies to it. Messages name variables, never values.
/// </summary>
public static partial class EnvironmentRules
{
    public const int MaxVariables = 256;
    public const int MaxNameLength = 128;
    public const int MaxValueLength = 32 << 10;

    // The platform sets these itself.
    private const string ReservedPrefix = "SLIPWAY_";

    public static string RequireName(string name) => name.Length <= MaxNameLength && NamePattern().IsMatch(name)
        ? name
        : throw new SlipwayException(
            ErrorCode.Invalid,
                $"'{Excerpt.Of(name)}' is not a variable's name",
                $"use A-Z, 0-9 and _, not beginning with a digit, at most {MaxNameLength}");

    /// <summary>Checks a change: a name with a value sets, one with null unsets.</summary>
    public static void RequireChange(IReadOnlyDictionary<string, string?> change)
    {
        if (change.Count is 0 or > MaxVariables)
            throw new SlipwayException(ErrorCode.Invalid, $"a change has 1 to {MaxVariables} variables");
        foreach (var (name, value) in change)
        {
            if (RequireName(name).StartsWith(ReservedPrefix, StringComparison.Ordinal))
                throw new SlipwayException(
                    ErrorCode.Invalid, $"{name} is set by the platform", $"choose a name without {ReservedPrefix}");
            if (value is not null)
                RequireValue(name, value);
        }
    }

    /// <summary>The environment after a change. A user's value for a generated variable replaces it.</summary>
    public static ImmutableArray<EnvironmentVariable> Apply(
        IEnumerable<EnvironmentVariable> current, IReadOnlyDictionary<string, string?> change)
    {
        var result = current.Where(variable => !change.ContainsKey(variable.Name))
            .Concat(change.Where(entry => entry.Value is not null)
                .Select(entry => new EnvironmentVariable(entry.Key, entry.Value!)))
            .OrderBy(variable => variable.Name, StringComparer.Ordinal).ToImmutableArray();
        return result.Length <= MaxVariables ? result : throw new SlipwayException(
            ErrorCode.LimitReached, $"an application has at most {MaxVariables} variables",
            "unset some, or put many values into one file of the source");
    }

    /// <summary>Name to value, as a release keeps it.</summary>
    public static ImmutableSortedDictionary<string, string> Snapshot(IEnumerable<EnvironmentVariable> variables) =>
        variables.ToImmutableSortedDictionary(
            variable => variable.Name, variable => variable.Value, StringComparer.Ordinal);

    private static void RequireValue(string name, string value)
    {
        if (Encoding.UTF8.GetByteCount(value) > MaxValueLength)
            throw new SlipwayException(
                ErrorCode.Invalid, $"the value of {name} is longer than {MaxValueLength >> 10} KiB",
                "put it into a file of the source");
        if (value.Contains('\0', StringComparison.Ordinal))
            throw new SlipwayException(
                ErrorCode.Invalid, $"the value of {name} has a NUL character, which no process can receive");
    }

    [GeneratedRegex(@"\A[A-Z_][A-Z0-9_]*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();
}
