using System.Collections.Immutable;

namespace Slipway.Factory.DebianBase;

/// <summary>
/// Selects Debian's own archives among the machine's sources, by suite and key. apt verifies the choice, because it
/// gets only Debian's keyring.
/// </summary>
public static class DebianOrigins
{
    private static readonly string[] Pockets = ["", "-updates", "-security"];

    /// <param name="hostSuite">The machine's own release: its name in the sources is replaced by that of another
    /// suite.</param>
    /// <exception cref="SlipwayException">None is Debian's.</exception>
    public static ImmutableArray<AptSource> Choose(IEnumerable<AptSource> sources, string suite, string? hostSuite)
    {
        var candidates = sources.Where(MayBeDebians).ToList();
        var chosen = Of(candidates, suite);
        if (chosen.IsEmpty && hostSuite is not null)
            chosen = [.. Of(candidates, hostSuite)
                .Select(source => source with { Suite = suite + source.Suite[hostSuite.Length..] })];
        return chosen.Any(source => source.Suite == suite)
            ? chosen
            : throw new SlipwayException(
                ErrorCode.DebianBase, $"none of this machine's apt sources is Debian's own archive of {suite}",
                $"Add Debian's archive to /etc/apt/sources.list.d, signed by debian-archive-keyring.");
    }

    private static ImmutableArray<AptSource> Of(IEnumerable<AptSource> sources, string suite)
    {
        var suites = Pockets.Select(pocket => suite + pocket).ToHashSet(StringComparer.Ordinal);
        return [.. sources.Where(source => suites.Contains(source.Suite)).Select(MainOnly)
            .OfType<AptSource>().DistinctBy(source => (source.Uri, source.Suite))];
    }

    private static bool MayBeDebians(AptSource source) => !source.IsTrusted
        && (source.SignedBy is null
            || Path.GetFileName(source.SignedBy).StartsWith("debian-archive-", StringComparison.Ordinal))
        && (source.Uri.StartsWith("http://", StringComparison.Ordinal)
            || source.Uri.StartsWith("https://", StringComparison.Ordinal)
            || source.Uri.StartsWith("file:", StringComparison.Ordinal)
            || source.Uri.StartsWith("copy:", StringComparison.Ordinal));

    private static AptSource? MainOnly(AptSource source) =>
        source.Components.Contains("main") ? source with { Components = ["main"], SignedBy = null } : null;
}
