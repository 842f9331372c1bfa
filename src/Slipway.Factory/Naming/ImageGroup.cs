using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Slipway.Oci;

namespace Slipway.Factory.Naming;

/// <summary>
/// The first component of a repository (seed 004): <c>[os]-[platform]-[additional]</c>, for example
/// <c>debian8.3-mos9.0-stable</c>. Operating system and platform are a name and a numeric version; the part after the
/// second dash is free and may contain dashes.
/// </summary>
public sealed partial record ImageGroup(string OperatingSystem, string Platform, string Additional)
{
    /// <exception cref="SlipwayException">The text has not the three parts.</exception>
    public static ImageGroup Parse(string text) => TryParse(text, out var group)
        ? group
        : throw new SlipwayException(
            ErrorCode.Invalid, $"'{Excerpt.Of(text)}' is not a group of images: OS-PLATFORM-ADDITIONAL is expected, " +
                "such as debian12-slipway1.0-stable, in lower case");

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ImageGroup? group)
    {
        group = null;
        if (text is null || !ImageReference.IsRepository(text) || Pattern().Match(text) is not { Success: true } match)
            return false;
        group = new ImageGroup(
            match.Groups["system"].Value, match.Groups["platform"].Value, match.Groups["additional"].Value);
        return true;
    }

    public override string ToString() => $"{OperatingSystem}-{Platform}-{Additional}";

    [GeneratedRegex(
        @"\A(?<system>[a-z]+[0-9]+(?:\.[0-9]+)*)-(?<platform>[a-z]+[0-9]+(?:\.[0-9]+)*)" +
        @"-(?<additional>[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
