using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.Oci;

namespace Slipway.Factory.Naming;

/// <summary>
/// The part of a version that the author of a template sets: <c>[major].[minor]</c>. All its patches are compatible.
/// </summary>
public readonly partial record struct VersionLine(int Major, int Minor)
{
    /// <exception cref="SlipwayException">The text is not two numbers.</exception>
    public static VersionLine Parse(string text) => TryParse(text, out var line)
        ? line.Value
        : throw new SlipwayException(
            ErrorCode.Invalid, $"'{Excerpt.Of(text)}' is not a version line: MAJOR.MINOR is expected, such as 1.0");

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out VersionLine? line)
    {
        line = null;
        if (text is null || text.Length > 32 || Pattern().Match(text) is not { Success: true } match)
            return false;
        if (!TryParse(match.Groups["major"], out var major) || !TryParse(match.Groups["minor"], out var minor))
            return false;
        line = new VersionLine(major, minor);
        return true;
    }

    public override string ToString() => $"{Major}.{Minor}";

    private static bool TryParse(Group digits, out int number) =>
        int.TryParse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    [GeneratedRegex(
        @"\A(?<major>0|[1-9][0-9]*)\.(?<minor>0|[1-9][0-9]*)\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
