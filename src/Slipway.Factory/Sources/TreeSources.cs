using System.Collections.Concurrent;
using Slipway.Build;
using Slipway.Dockerfiles.Execution;
using Slipway.Factory.Identity;
using Slipway.Factory.Trees;

namespace Slipway.Factory.Sources;

/// <summary>
/// The remote sources of a tree during one run: each is resolved once, so that all images of the run get the same
/// commit, and fetched once. All calls of a run share its cancellation token.
/// </summary>
/// <param name="given">Overridden sources, by name.</param>
/// <param name="workspace">The directory for fetched sources; null when nothing is fetched.</param>
internal sealed class TreeSources(
    TemplateTree tree, GitRepositories repositories,
    IReadOnlyDictionary<string, SourceOverride> given, Workspace? workspace)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _commits = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _directories = new(StringComparer.Ordinal);

    /// <summary>The commits of an image's sources.</summary>
    public async Task<IReadOnlyList<IdentityPart>> PartsAsync(RenderedImage image, CancellationToken cancel)
    {
        var parts = new List<IdentityPart>();
        foreach (var name in RemoteSources(image))
            parts.Add(new IdentityPart(IdentityKind.Source, name, await CommitAsync(name, cancel)));
        return parts;
    }

    /// <summary>The directories of an image's sources, by name; they exist until the run ends.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FetchAsync(RenderedImage image, CancellationToken cancel)
    {
        var fetched = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in RemoteSources(image))
            fetched.Add(name, await _directories.GetOrAdd(name, _ => new(() => CheckOutAsync(name, cancel))).Value);
        return fetched;
    }

    private IEnumerable<string> RemoteSources(RenderedImage image) =>
        image.Sources.Where(name => tree.Settings.Sources[name] is TreeSource.Git);

    private Task<string> CommitAsync(string name, CancellationToken cancel) => given.TryGetValue(name, out var source)
        ? Task.FromResult(source.Commit)
        : _commits.GetOrAdd(name, _ => new(() => repositories.CommitAsync(OriginOf(name).Address, cancel))).Value;

    private async Task<string> CheckOutAsync(string name, CancellationToken cancel)
    {
        var address = OriginOf(name).Address;
        if (given.TryGetValue(name, out var source))
            address = address with { Reference = source.Reference };
        var directory = workspace!.NewPath();
        await repositories.CheckOutAsync(address, await CommitAsync(name, cancel), directory, cancel);
        return directory;
    }

    private TreeSource.Git OriginOf(string name) => (TreeSource.Git)tree.Settings.Sources[name];
}
