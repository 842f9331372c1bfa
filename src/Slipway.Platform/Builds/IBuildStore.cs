namespace Slipway.Platform.Builds;

/// <summary>
/// Builds of applications, durably. Saving adds or replaces by application and number; lists are newest first.
/// </summary>
public interface IBuildStore
{
    Task SaveBuildAsync(BuildRecord build, CancellationToken cancel);

    Task<IReadOnlyList<BuildRecord>> ListBuildsAsync(string application, CancellationToken cancel);

    Task RemoveBuildAsync(string application, int number, CancellationToken cancel);
}
