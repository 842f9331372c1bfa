using Slipway.Build.Cache;
using Slipway.Engine;
using Slipway.Engine.Builds;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Registry.Content;

namespace Slipway.SourceToImage;

/// <summary>
/// Builds images from source by the source-to-image contract: <c>assemble</c> of the source, the cartridge or the image
/// runs in the builder image with the source mounted, and its changes become a layer. With an
/// <c>assemble-dependencies</c>, dependencies get a separate layer. The same input gives the same artifact, from the
/// cache.
/// </summary>
public sealed class SourceBuilder(
    BuildEngine engine, ContentStore content, ImageStore images, BuildCache cache,
    SourceBuilderOptions options, TimeProvider clock)
{
    /// <summary>The path of scripts from outside the image, in the build and in the artifact.</summary>
    public const string ScriptsDirectory = "/usr/libexec/slipway";

    private readonly BuilderImageInfoReader _imageInfo = new(engine);
    private readonly InputKeys _keys = new(options.SecretKey);

    /// <summary>Removes leftovers of a crash; call it before the first build.</summary>
    public void RemoveLeftovers() => SourceWorkspace.RemoveLeftovers(options.Directory);

    /// <param name="emit">Called with phases, output, notes and warnings, in order.</param>
    /// <exception cref="SourceBuildException">The source cannot be built; nothing of it is left.</exception>
    /// <exception cref="SlipwayException">The engine cannot build at all.</exception>
    public async Task<SourceBuildResult> BuildAsync(
        SourceBuild build, Func<SourceBuildEvent, ValueTask> emit, CancellationToken cancel)
    {
        RequestValidation.Validate(build);
        var run = new BuildRun(build, emit, clock);
        using var workspace = new SourceWorkspace(options.Directory);
        using var files = SourceFiles.Open(build.Source.Directory);
        var lease = await content.LeaseAsync(
            $"source build of {build.Output}", build.Timeout + TimeSpan.FromHours(1), cancel);
        try
        {
            return await BuildAsync(run, workspace, files, lease, cancel);
        }
        finally
        {
            await content.ReleaseAsync(lease, CancellationToken.None);
        }
    }

    private async Task<SourceBuildResult> BuildAsync(
        BuildRun run, SourceWorkspace workspace, SourceFiles files, Lease lease, CancellationToken cancel)
    {
        var build = run.Build;
        var (source, external, input, known) = await run.InPhaseAsync(SourcePhase.Prepare, async () =>
        {
            var source = PreparedSource.Read(files);
            foreach (var warning in source.Warnings)
                await run.WarnAsync(warning);
            var external = ScriptCollection.Collect(
                build.Source is SourceContent.Tree ? files : null, build.Scripts, workspace.Scripts);
            var input = _keys.OfBuild(build, external, source.Digest);
            return (source, external, input, build.Force ? null : await FindAsync(build, input, lease, cancel));
        });
        if (known is not null)
        {
            await run.NoteAsync("nothing has changed: the artifact is the one of an earlier build");
            return new SourceBuildResult(known, input)
            {
                Unchanged = true, Phases = run.Phases, Warnings = run.Warnings,
            };
        }
        var stage = await StageAsync(run, workspace, source, external, cancel);
        var artifact = new ArtifactBuilder(engine, images, cache, _keys, stage, input);
        var result = await artifact.BuildAsync(lease, cancel);
        await cache.KeepAsync(input, new CacheEntry { Image = result.Image.Digest }, cancel);
        return result;
    }

    private async Task<Image?> FindAsync(SourceBuild build, Digest input, Lease lease, CancellationToken cancel)
    {
        if (await cache.FindAsync(input, lease, cancel) is not { Image: { } digest })
            return null;
        try
        {
            var image = await images.GetAsync(digest, cancel);
            await images.TagAsync(build.Output, digest, cancel);
            return image;
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.NotFound)
        {
            return null;
        }
    }

    private async Task<BuildStage> StageAsync(
        BuildRun run, SourceWorkspace workspace, PreparedSource source, ScriptSet external, CancellationToken cancel)
    {
        var build = run.Build;
        var labels = BuilderLabels.Of(build.Builder.Config.Config);
        var info = await _imageInfo.ReadAsync(build.Builder, labels.ScriptsDirectory, cancel);
        var scripts = external.OrImage(labels.ScriptsDirectory, info.Scripts);
        if (build.Source is SourceContent.Tree && scripts[ScriptNames.Assemble] is null)
        {
            throw new SourceBuildException(SourcePhase.Prepare,
                $"neither the source's .s2i/bin, nor the cartridge, nor the image {build.Builder.Digest.Short} " +
                    "has an assemble script",
                "add one, choose a builder image that has one (label io.openshift.s2i.scripts-url), " +
                    "or deploy a binary");
        }
        try
        {
            return new BuildStage(run, workspace, source, labels, scripts, info.Find(labels.AssembleUser));
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.EngineInvalidSpec)
        {
            throw new SourceBuildException(SourcePhase.Prepare, e.Message, e.NextStep ?? "correct the image", e);
        }
    }
}
