using System.Text;
using System.Text.RegularExpressions;
using Slipway.Oci;

namespace Slipway.Platform.Builds;

/// <summary>What may be given to a build alone. Messages name inputs, never values.</summary>
public static partial class PrivateInputRules
{
    public const int MaxInputs = 128;
    public const int MaxNameLength = 128;

    /// <summary>Bytes of all values together.</summary>
    public const int MaxBytes = 1 << 20;

    // The platform sets these itself.
    private const string ReservedPrefix = "SLIPWAY_";

    /// <exception cref="SlipwayException">Invalid: a name or value. LimitReached: too many or too long.</exception>
    public static PrivateInputs Require(PrivateInputs inputs)
    {
        foreach (var (name, value) in inputs.Environment)
            RequireVariable(name, value);
        foreach (var name in inputs.Secrets.Keys)
            RequireName(PrivateInputKind.Secret, name);
        var bytes = inputs.Environment.Sum(entry => Encoding.UTF8.GetByteCount(entry.Value)) + inputs.Secrets.Sum(
            secret => (long)secret.Value.Length);
        RequireSize(inputs.Environment.Count + inputs.Secrets.Count, bytes);
        return inputs;
    }

    public static void RequireName(PrivateInputKind kind, string name)
    {
        var (what, pattern, rule) = kind == PrivateInputKind.Variable
            ? ("variable", VariablePattern(), "letters, digits and _, not beginning with a digit")
            : ("secret", SecretPattern(), "letters, digits, ., _ and -, beginning with a letter or digit");
        if (name.Length > MaxNameLength || !pattern.IsMatch(name))
            throw new SlipwayException(ErrorCode.Invalid, $"'{Excerpt.Of(name)}' is no name for a build's {what}",
                $"use {rule}, at most {MaxNameLength}");
        if (kind == PrivateInputKind.Variable && name.StartsWith(ReservedPrefix, StringComparison.Ordinal))
            throw new SlipwayException(
                ErrorCode.Invalid, $"{name} is set by the platform", $"choose a name without {ReservedPrefix}");
    }

    public static void RequireSize(int count, long bytes)
    {
        if (count > MaxInputs)
            throw new SlipwayException(
                ErrorCode.LimitReached, $"a build has at most {MaxInputs} private variables and secrets",
                "put many values into one secret");
        if (bytes > MaxBytes)
            throw new SlipwayException(ErrorCode.LimitReached,
                $"a build's private variables and secrets have at most {ByteSize.Of(MaxBytes)} together",
                "shorten them, or let the build fetch what is large");
    }

    private static void RequireVariable(string name, string value)
    {
        RequireName(PrivateInputKind.Variable, name);
        if (value.Contains('\0', StringComparison.Ordinal))
            throw new SlipwayException(ErrorCode.Invalid,
                $"the value of {name} has a NUL character, which no process can receive", "give it as a secret");
    }

    // Lower case, too: npm, pip and proxies have such names.
    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex VariablePattern();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SecretPattern();
}
