using System.Collections.Immutable;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Builds;

namespace Slipway.Platform.Releases;

/// <summary>What nobody needs any more. Pure.</summary>
public sealed record PrunePlan(
    ImmutableArray<Release> Releases, ImmutableArray<Artifact> Artifacts, ImmutableArray<BuildRecord> Builds)
{
    private const int KeptBuilds = 50;

    /// <summary>
    /// The newest releases stay, with the one that serves and the newest that succeeded; artifacts stay while one of
    /// these runs them.
    /// </summary>
    public static PrunePlan Of(
        IReadOnlyList<Release> releases, IReadOnlyList<Artifact> artifacts,
        IReadOnlyList<BuildRecord> builds, int? serving, int keep)
    {
        var newest = releases.OrderByDescending(release => release.Number).ToList();
        var kept = newest.Take(Math.Max(1, keep)).Concat(newest.Where(release => release.Number == serving))
            .Concat(newest.Where(release => release.State == ReleaseState.Succeeded && release.Number != serving)
                .Take(1)).ToHashSet();
        var needed = kept.Select(release => release.Build).ToHashSet();
        var latest = artifacts.Select(artifact => artifact.Build).DefaultIfEmpty(0).Max();
        return new PrunePlan(
            [.. newest.Where(release => !kept.Contains(release))],
            [.. artifacts.Where(artifact => !needed.Contains(artifact.Build) && artifact.Build != latest)],
            [.. builds.OrderByDescending(build => build.Number)
                .Skip(KeptBuilds).Where(build => !needed.Contains(build.Number))]);
    }
}
