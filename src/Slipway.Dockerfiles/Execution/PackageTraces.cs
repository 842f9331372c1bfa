using System.Collections.Immutable;

namespace Slipway.Dockerfiles.Execution;

/// <summary>
/// What dpkg, apt, update-alternatives and ldconfig write at each run with times and inode numbers in it, and nothing
/// in an image reads: the same packages give the same layer on another day only without it. A RUN that removes one of
/// these files still removes it.
/// </summary>
internal static class PackageTraces
{
    public static readonly ImmutableArray<string> Files =
    [
        "var/cache/ldconfig/aux-cache", "var/log/alternatives.log", "var/log/apt/eipp.log.xz",
        "var/log/apt/history.log",
        "var/log/apt/term.log", "var/log/dpkg.log",
    ];
}
