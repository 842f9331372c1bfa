using Slipway.Platform.Applications;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Builds;

namespace Slipway.Platform.Releases;

/// <summary>
/// Removes what no kept release needs: releases, artifacts, builds with their logs. What cannot be removed now is found
/// again next time.
/// </summary>
internal sealed class ReleasePruner(
    IReleaseStore releases, IArtifactStore artifacts, IBuildStore builds, IArtifactBuilder builder, int keep,
    string logs)
{
    public async Task RunAsync(Application application, CancellationToken cancel)
    {
        var plan = PrunePlan.Of(
            await releases.ListReleasesAsync(application.Id, cancel),
            await artifacts.ListArtifactsAsync(application.Id, cancel),
            await builds.ListBuildsAsync(application.Id, cancel), application.Release, keep);
        foreach (var release in plan.Releases)
        {
            await builder.UntagAsync(ReleaseSteps.ReferenceOf(application, release.Number), cancel);
            await releases.RemoveReleaseAsync(application.Id, release.Number, cancel);
        }
        foreach (var artifact in plan.Artifacts)
        {
            await builder.UntagAsync(artifact.Reference, cancel);
            await artifacts.RemoveArtifactAsync(application.Id, artifact.Build, cancel);
        }
        foreach (var build in plan.Builds)
        {
            File.Delete(Path.Combine(logs, build.LogPath));
            await builds.RemoveBuildAsync(application.Id, build.Number, cancel);
        }
    }
}
