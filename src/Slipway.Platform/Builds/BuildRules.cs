using Slipway.Oci;
using Slipway.Platform.Limits;

namespace Slipway.Platform.Builds;

/// <summary>How a build may be asked for.</summary>
internal static class BuildRules
{
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromHours(24);

    /// <exception cref="SlipwayException">Invalid.</exception>
    public static void Require(SourceInput source, BuildOptions options)
    {
        if (source.Kind == SourceKind.Commit && !IsCommit(source.Place))
            throw new SlipwayException(
                ErrorCode.Invalid, $"'{Excerpt.Of(source.Place)}' is not the id of a commit");
        Require(options);
    }

    /// <exception cref="SlipwayException">Invalid.</exception>
    public static void Require(BuildOptions options)
    {
        if (options.Image is not null && !ImageReference.TryParse(options.Image, out _))
            throw new SlipwayException(
                ErrorCode.Invalid, $"'{Excerpt.Of(options.Image)}' is not an image reference",
                "write it as repository:tag; `slipway image list` shows what there is");
        if (options.Timeout <= TimeSpan.Zero || options.Timeout > MaxTimeout)
            throw new SlipwayException(ErrorCode.Invalid,
                "a build's time limit is more than nothing and at most a day", "write it like 90s, 10m or 2h");
        LimitRules.Require(options.Limits);
    }

    private static bool IsCommit(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);
}
