using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.Oci;

namespace Slipway.Factory.Naming;

/// <summary>
/// The version in a published tag (seed 004, "Versions"): <c>[major].[minor]-p[patch][-[change][_[patchset]]]</c>, for
/// example <c>1.0-p5</c> and <c>1.0-p5-19026_2</c>. The author of a template sets major and minor; the factory counts
/// patches. A change build has the number of its change (of Gerrit, or a pull request) and, if known, of its patchset.
/// </summary>
/// <remarks> Versions sort numerically: p10 after p9. A release sorts before change builds of the same patch, which
/// sort by change, then patchset, without a patchset first. Numbers have no leading zeros and are at most
/// <see cref="int.MaxValue"/>, so each version has only one text. </remarks>
public sealed partial record ImageVersion(VersionLine Line, int Patch, ChangeNumber? Change = null)
    : IComparable<ImageVersion>
{
    /// <summary>A change build is a candidate: it is tested, and becomes a release when promoted.</summary>
    public bool IsRelease => Change is null;

    /// <summary>The release of which a change build is a candidate; for a release itself.</summary>
    public ImageVersion Release => this with { Change = null };

    /// <exception cref="SlipwayException">The text is no version, or a floating tag such as <c>latest</c>.</exception>
    public static ImageVersion Parse(string text) => TryParse(text, out var version)
        ? version
        : throw new SlipwayException(
            ErrorCode.Invalid, $"'{Excerpt.Of(text)}' is not a version: MAJOR.MINOR-pPATCH is expected, " +
                "with -CHANGE or -CHANGE_PATCHSET behind it for a change build");

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ImageVersion? version)
    {
        version = null;
        if (text is null || text.Length > 64 || Pattern().Match(text) is not { Success: true } match)
            return false;
        if (!TryNumber(match, "major", out var major) || !TryNumber(match, "minor", out var minor)
            || !TryNumber(match, "patch", out var patch))
            return false;
        if (!TryNumber(match, "change", out var change) || !TryNumber(match, "patchset", out var patchset))
            return false;
        version = new ImageVersion(new VersionLine(major!.Value, minor!.Value), patch!.Value,
            change is null ? null : new ChangeNumber(change.Value, patchset));
        return true;
    }

    public int CompareTo(ImageVersion? other) => other is null ? 1 : Key.CompareTo(other.Key);

    public static bool operator <(ImageVersion left, ImageVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(ImageVersion left, ImageVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(ImageVersion left, ImageVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ImageVersion left, ImageVersion right) => left.CompareTo(right) >= 0;

    public override string ToString() => Change is null ? $"{Line}-p{Patch}" : $"{Line}-p{Patch}-{Change}";

    private (int Major, int Minor, int Patch, int Change, int Patchset) Key =>
        (Line.Major, Line.Minor, Patch, Change?.Number ?? 0, Change?.Patchset ?? 0);

    private static bool TryNumber(Match match, string name, out int? number)
    {
        number = null;
        if (match.Groups[name] is not { Success: true } group)
            return true;
        var isNumber = int.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        number = value;
        return isNumber;
    }

    [GeneratedRegex(
        @"\A(?<major>0|[1-9][0-9]*)\.(?<minor>0|[1-9][0-9]*)-p(?<patch>0|[1-9][0-9]*)" +
        @"(?:-(?<change>[1-9][0-9]*)(?:_(?<patchset>[1-9][0-9]*))?)?\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
