using Slipway.Build.Cache;
using Slipway.Engine.Builds;
using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Registry.Content;

namespace Slipway.SourceToImage;

/// <summary>
/// The layer that <c>assemble-dependencies</c> makes from the dependency files alone, cached by a digest of all its
/// inputs: any other change reuses it without running anything.
/// </summary>
internal sealed class DependencyLayer(BuildCache cache, InputKeys keys, BuildStage stage)
{
    private readonly IReadOnlyList<SourceEntry> _files =
        KeyFiles.Select(stage.Source.Entries, stage.Build.DependencyFiles);

    public Digest Key =>
        keys.OfDependencies(stage.Build, stage.Scripts, stage.Source.Files.DigestOf(_files), stage.Source.Variables);

    public async Task<Layer?> MakeAsync(BuildRoot root, Digest key, Lease lease, CancellationToken cancel)
    {
        var directory = stage.Workspace.Make("key-files");
        KeyFiles.Copy(stage.Source.Files, _files.Where(entry => entry.Stat.IsRegular), directory);
        using (var files = SourceFiles.Open(directory))
            files.Adopt(files.Walk(), stage.User.Uid, stage.User.Gid, UnixTime.Of(stage.BuilderTime));
        var variables = BuildVariables.ForDependencies(
            stage.Build, stage.Source.Variables, stage.User, stage.BuilderTime);
        var setting = stage.RunOptionsFor(variables, BuildMounts.Source(stage.Labels, directory));
        var result = await stage.Run.RunAsync(
            root, stage.Scripts[ScriptNames.AssembleDependencies]!, setting, null, cancel);
        stage.Run.ThrowIfFailed(result);
        var commit = new LayerCommit
        {
            LatestTime = stage.BuilderTime, Exclude = BuildMounts.Excluded(stage.Labels, withScripts: false),
        };
        var layer = await root.CommitAsync(commit, lease, cancel);
        await cache.KeepAsync(key, new CacheEntry { Layer = layer }, cancel);
        return layer;
    }
}
