using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.Oci;

namespace Slipway.Factory.Naming;

/// <summary>
/// What a published tag says (seed 004, "Versions"): <c>[major].[minor]-p[patch][-[change][_[patchset]]]</c>, as in
/// <c>1.0-p5</c> and <c>1.0-p5-19026_2</c>. The author of a template chooses major and minor; the factory counts
/// patches. A change build carries the number of the change that it is built for (Gerrit's change, a pull request) and,
/// when known, of its patchset.
/// </summary>
/// <remarks>
/// Numbers compare as numbers: p10 is after p9. A release comes before the change builds that stand beside it, and
/// those are ordered by change, then patchset, one without a patchset first. No number has leading zeros or exceeds
/// <see cref="int.MaxValue"/>: two texts never mean one version.
/// </remarks>
public sealed partial record ImageVersion(VersionLine Line, int Patch, ChangeNumber? Change = null)
    : IComparable<ImageVersion>
{
    /// <summary>A change build is a candidate: it is tested, and becomes a release when it is promoted.</summary>
    public bool IsRelease => Change is null;

    /// <summary>The release that a change build is a candidate for; a release is its own.</summary>
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
        @"\A(?<major>0|[1-9][0-9]*)\.(?<minor>0|[1-9][0-9]*)-p(?<patch>0|[1-9][0-9]*)(?:-(?<change>[1-9][0-9]*)(?:_(?<patchset>[1-9][0-9]*))?)?\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
