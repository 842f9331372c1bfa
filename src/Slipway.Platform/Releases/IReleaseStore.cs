using Slipway.Platform.Artifacts;
using Slipway.Platform.Builds;

namespace Slipway.Platform.Releases;

/// <summary>
/// Builds, artifacts and releases of applications, durably. Saving adds or replaces by application and number; lists
/// are newest first.
/// </summary>
public interface IReleaseStore
{
    Task SaveBuildAsync(BuildRecord build, CancellationToken cancel);

    Task<IReadOnlyList<BuildRecord>> ListBuildsAsync(string application, CancellationToken cancel);

    Task SaveArtifactAsync(Artifact artifact, CancellationToken cancel);

    Task<IReadOnlyList<Artifact>> ListArtifactsAsync(string application, CancellationToken cancel);

    Task RemoveArtifactAsync(string application, int build, CancellationToken cancel);

    Task SaveReleaseAsync(Release release, CancellationToken cancel);

    Task<Release?> FindReleaseAsync(string application, int number, CancellationToken cancel);

    Task<IReadOnlyList<Release>> ListReleasesAsync(string application, CancellationToken cancel);

    Task RemoveReleaseAsync(string application, int number, CancellationToken cancel);

    Task RemoveBuildAsync(string application, int number, CancellationToken cancel);
}
