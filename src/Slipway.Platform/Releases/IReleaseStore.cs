namespace Slipway.Platform.Releases;

/// <summary>
/// Releases of applications, durably. Saving adds or replaces by application and number; lists are newest first.
/// </summary>
public interface IReleaseStore
{
    Task SaveReleaseAsync(Release release, CancellationToken cancel);

    Task<Release?> FindReleaseAsync(string application, int number, CancellationToken cancel);

    Task<IReadOnlyList<Release>> ListReleasesAsync(string application, CancellationToken cancel);

    Task RemoveReleaseAsync(string application, int number, CancellationToken cancel);
}
