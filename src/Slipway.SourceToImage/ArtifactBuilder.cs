using Slipway.Build.Cache;
using Slipway.Engine.Builds;
using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Registry.Content;

namespace Slipway.SourceToImage;

/// <summary>Builds the layers and the image of an artifact.</summary>
internal sealed class ArtifactBuilder(
    BuildEngine engine, ImageStore images, BuildCache cache, InputKeys keys, BuildStage stage, Digest input)
{
    private readonly List<AddedLayer> _added = [];
    private bool _dependenciesReused;
    private bool _artifactsReused;
    private string? _binary;

    private BuildRun Run => stage.Run;

    private SourceBuild Build => stage.Build;

    private UnixTime Time => UnixTime.Of(stage.SourceTime);

    public async Task<SourceBuildResult> BuildAsync(Lease lease, CancellationToken cancel)
    {
        await using var root = await OpenAsync(lease, cancel);
        if (Build.Source is SourceContent.Tree)
            await AssembleAsync(root, cancel);
        else
            await Run.InPhaseAsync(SourcePhase.Assemble, () => PlaceBinaryAsync(root, cancel));
        var image = await Run.InPhaseAsync(SourcePhase.Commit, () => CommitAsync(root, lease, cancel));
        return new SourceBuildResult(image, input)
        {
            DependenciesReused = _dependenciesReused,
            ArtifactsReused = _artifactsReused,
            Phases = Run.Phases,
            Warnings = Run.Warnings,
        };
    }

    /// <summary>A root over the builder image and the dependency layer, if any.</summary>
    private async Task<BuildRoot> OpenAsync(Lease lease, CancellationToken cancel)
    {
        var layers = Build.Builder.Layers;
        if (Build.Source is SourceContent.Binary || stage.Scripts[ScriptNames.AssembleDependencies] is null)
            return await engine.OpenAsync(layers, Build.Limits.Disk, cancel);
        return await Run.InPhaseAsync(SourcePhase.AssembleDependencies, async () =>
        {
            var dependencies = new DependencyLayer(cache, keys, stage);
            var key = dependencies.Key;
            if (!Build.Force && await cache.FindAsync(key, lease, cancel) is { } entry)
            {
                await Run.NoteAsync("the dependencies have not changed: reusing their layer");
                _dependenciesReused = true;
                Add(entry.Layer, ScriptNames.AssembleDependencies);
                return await engine.OpenAsync(
                    entry.Layer is { } known ? layers.Add(known) : layers, Build.Limits.Disk, cancel);
            }
            return await BuildDependenciesAsync(dependencies, key, layers, lease, cancel);
        });
    }

    private async Task<BuildRoot> BuildDependenciesAsync(
        DependencyLayer dependencies, Digest key, LayerChain layers, Lease lease, CancellationToken cancel)
    {
        var root = await engine.OpenAsync(layers, Build.Limits.Disk, cancel);
        try
        {
            Add(await dependencies.MakeAsync(root, key, lease, cancel), ScriptNames.AssembleDependencies);
            return root;
        }
        catch
        {
            await root.DisposeAsync();
            throw;
        }
    }

    private async Task AssembleAsync(BuildRoot root, CancellationToken cancel)
    {
        stage.Source.Files.Adopt(stage.Source.Entries, stage.User.Uid, stage.User.Gid, Time);
        // With a dependency layer an earlier artifact has nothing to add, and reusing it would make the result depend
        // on history.
        if (stage.Scripts[ScriptNames.AssembleDependencies] is null
            && PreviousArtifacts.AreWanted(Build, stage.Scripts))
        {
            var previous = new PreviousArtifacts(engine, stage);
            _artifactsReused = await Run.InPhaseAsync(
                SourcePhase.SaveArtifacts, () => previous.RestoreAsync(root, cancel));
        }
        await Run.InPhaseAsync(SourcePhase.Assemble, async () =>
        {
            var variables = BuildVariables.ForAssemble(Build, stage.Source.Variables, stage.User, stage.SourceTime);
            var setting = stage.RunOptionsFor(variables, BuildMounts.Source(stage.Labels, Build.Source.Directory));
            var result = await Run.RunAsync(root, stage.Scripts[ScriptNames.Assemble]!, setting, null, cancel);
            Run.ThrowIfFailed(result);
            return result;
        });
    }

    private async Task<string> PlaceBinaryAsync(BuildRoot root, CancellationToken cancel)
    {
        var place = Build.BinaryPath ?? stage.Labels.BinaryPath ?? $"{stage.WorkingDirectory?.TrimEnd('/')}/";
        if (!BuilderLabels.IsDirectory(place))
            throw new SourceBuildException(SourcePhase.Assemble,
                $"'{Excerpt.Of(place)}' is no place for a binary",
                "name one as Binary-path in the cartridge's manifest");
        _binary = await root.WithTreeAsync(
            tree => Task.FromResult(
                ArtifactTree.WriteBinary(tree, stage.Source, place, stage.User.Uid, stage.User.Gid, Time)), cancel);
        return _binary;
    }

    private async Task<Image> CommitAsync(BuildRoot root, Lease lease, CancellationToken cancel)
    {
        var asked = await root.WithTreeAsync(
            tree =>
            {
                var labels = ArtifactTree.ReadLabels(tree, stage.Labels);
                if (stage.Scripts.AnyExternal)
                    ArtifactTree.WriteScripts(tree, stage.Workspace.Scripts, Time);
                return Task.FromResult(labels);
            },
            cancel);
        var commit = new LayerCommit
        {
            LatestTime = stage.SourceTime, Exclude = BuildMounts.Excluded(stage.Labels, withScripts: true),
        };
        Add(await root.CommitAsync(commit, lease, cancel), _binary is null ? ScriptNames.Assemble : "binary");
        var environment = BuildVariables.Kept(Build.Builder.Config, stage.Source.Variables)
            .Set("SLIPWAY_BINARY", _binary);
        var labels = ArtifactLabels.Of(Build, input, stage.Scripts, asked);
        var config = ArtifactConfig.Of(
            Build.Builder.Config, _added, environment.ToAssignments(), labels,
            stage.Scripts[ScriptNames.Run]?.Path, stage.SourceTime);
        return await images.PutAsync(Build.Output, config,
            [.. Build.Builder.Manifest.Layers, .. _added.Select(layer => layer.Layer.Blob)], lease, cancel);
    }

    private void Add(Layer? layer, string createdBy)
    {
        if (layer is not null)
            _added.Add(new AddedLayer(layer, "slipway " + createdBy));
    }
}
