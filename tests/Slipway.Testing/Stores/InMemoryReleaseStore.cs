using System.Collections.Concurrent;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Builds;
using Slipway.Platform.Releases;

namespace Slipway.Testing.Stores;

/// <summary>Builds, artifacts and releases in memory.</summary>
public sealed class InMemoryReleaseStore : IBuildStore, IArtifactStore, IReleaseStore
{
    private readonly ConcurrentDictionary<(string, int), BuildRecord> _builds = [];
    private readonly ConcurrentDictionary<(string, int), Artifact> _artifacts = [];
    private readonly ConcurrentDictionary<(string, int), Release> _releases = [];

    public Task SaveBuildAsync(BuildRecord build, CancellationToken cancel) =>
        Save(_builds, (build.Application, build.Number), build);

    public Task<IReadOnlyList<BuildRecord>> ListBuildsAsync(string application, CancellationToken cancel) =>
        List(_builds, application);

    public Task SaveArtifactAsync(Artifact artifact, CancellationToken cancel) =>
        Save(_artifacts, (artifact.Application, artifact.Build), artifact);

    public Task<IReadOnlyList<Artifact>> ListArtifactsAsync(string application, CancellationToken cancel) =>
        List(_artifacts, application);

    public Task RemoveArtifactAsync(string application, int build, CancellationToken cancel) =>
        Remove(_artifacts, (application, build));

    public Task SaveReleaseAsync(Release release, CancellationToken cancel) =>
        Save(_releases, (release.Application, release.Number), release);

    public Task<Release?> FindReleaseAsync(string application, int number, CancellationToken cancel) =>
        Task.FromResult(_releases.GetValueOrDefault((application, number)));

    public Task<IReadOnlyList<Release>> ListReleasesAsync(string application, CancellationToken cancel) =>
        List(_releases, application);

    public Task RemoveReleaseAsync(string application, int number, CancellationToken cancel) =>
        Remove(_releases, (application, number));

    public Task RemoveBuildAsync(string application, int number, CancellationToken cancel) =>
        Remove(_builds, (application, number));

    internal void Forget(string application)
    {
        foreach (var key in _builds.Keys.Concat(_artifacts.Keys).Concat(_releases.Keys)
            .Where(key => key.Item1 == application).ToList())
        {
            _builds.TryRemove(key, out _);
            _artifacts.TryRemove(key, out _);
            _releases.TryRemove(key, out _);
        }
    }

    private static Task Save<T>(ConcurrentDictionary<(string, int), T> all, (string, int) key, T value)
    {
        all[key] = value;
        return Task.CompletedTask;
    }

    private static Task Remove<T>(ConcurrentDictionary<(string, int), T> all, (string, int) key)
    {
        all.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    private static Task<IReadOnlyList<T>> List<T>(ConcurrentDictionary<(string, int), T> all, string application) =>
        Task.FromResult<IReadOnlyList<T>>(
            [.. all.Where(pair => pair.Key.Item1 == application)
                .OrderByDescending(pair => pair.Key.Item2).Select(pair => pair.Value)]);
}
