using System.Collections.Immutable;

namespace Slipway.Dockerfiles.Execution;

/// <summary>
/// Files that dpkg, apt, update-alternatives and ldconfig write at each run with times and inode numbers, and that
/// nothing in an image reads: without them, the same packages give the same layer on another day. A RUN that deletes
/// one of these files still deletes it.
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
