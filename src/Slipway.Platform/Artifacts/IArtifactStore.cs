namespace Slipway.Platform.Artifacts;

/// <summary>
/// Artifacts of applications, durably. Saving adds or replaces by application and build; lists are newest first.
/// </summary>
public interface IArtifactStore
{
    Task SaveArtifactAsync(Artifact artifact, CancellationToken cancel);

    Task<IReadOnlyList<Artifact>> ListArtifactsAsync(string application, CancellationToken cancel);

    Task RemoveArtifactAsync(string application, int build, CancellationToken cancel);
}
