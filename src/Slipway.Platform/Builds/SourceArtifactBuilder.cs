using System.Collections.Immutable;
using Slipway.Cartridges.Manifests;
using Slipway.Cartridges.Packages;
using Slipway.Engine;
using Slipway.Oci;
using Slipway.Platform.Repositories;
using Slipway.Registry.Content;
using Slipway.SourceToImage;

namespace Slipway.Platform.Builds;

/// <summary>
/// Builds artifacts from source by the source-to-image contract, with the cartridge's image and scripts.
/// </summary>
public sealed class SourceArtifactBuilder(SourceBuilder builder, ImageStore images, TimeProvider time)
    : IArtifactBuilder
{
    private const int ReportedLines = 3;
    private readonly BaseImages _bases = new(images);

    public async Task<BuiltArtifact> BuildAsync(ArtifactBuild build, BuildLog log, CancellationToken cancel)
    {
        var image = await BuilderImageAsync(build, cancel);
        var request = Request(build, image, await PreviousAsync(build, cancel));
        try
        {
            var result = await builder.BuildAsync(request, item => ReportAsync(log, item, cancel), cancel);
            return new BuiltArtifact(result.Image.Digest)
            {
                Input = result.Input.ToString(),
                CartridgeImage = image.Digest,
                BaseImage = await _bases.FindBelowAsync(image, cancel),
                Ports = PortsOf(result.Image),
            };
        }
        catch (SourceBuildException e)
        {
            throw new BuildFailedException(SourcePhases.NameOf(e.Phase), e.ExitCode, Message(e), e.NextStep, e.Code);
        }
    }

    public Task TagAsync(string reference, Digest image, CancellationToken cancel) =>
        images.TagAsync(ImageReference.Parse(reference), image, cancel);

    public Task UntagAsync(string reference, CancellationToken cancel) =>
        images.UntagAsync(ImageReference.Parse(reference), cancel);

    public async Task RemoveDomainAsync(string domain, CancellationToken cancel)
    {
        foreach (var repository in (await images.ListRepositoriesAsync(cancel))
            .Where(name => name.StartsWith(domain + "/", StringComparison.Ordinal)))
            await images.RemoveRepositoryAsync(repository, cancel);
    }

    private async Task<Image> BuilderImageAsync(ArtifactBuild build, CancellationToken cancel)
    {
        var name = build.Options.Image ?? build.Cartridge.Image ?? throw new BuildFailedException(
            "prepare", null, $"cartridge {build.Cartridge.Reference} names no image", "name one with --image");
        return await images.FindAsync(ImageReference.Parse(name), cancel) ?? throw new BuildFailedException(
            "prepare", null, $"the builder image {name} is not stored here",
            "build it, or import it with `slipway image import`");
    }

    private async Task<Image?> PreviousAsync(ArtifactBuild build, CancellationToken cancel)
    {
        try
        {
            return build.Previous is null ? null : await images.GetAsync(build.Previous.Image, cancel);
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.NotFound)
        {
            return null;
        }
    }

    private static SourceBuild Request(ArtifactBuild build, Image image, Image? previous)
    {
        var manifest = CartridgeManifest.Parse(build.Cartridge.Manifest);
        var scripts = Path.Combine(build.Cartridge.Directory, CartridgePackage.ScriptsFolder);
        return new SourceBuild
        {
            Builder = image,
            Source = build.Kind == SourceKind.Binary
                ? new SourceContent.Binary(build.Directory)
                : new SourceContent.Tree(build.Directory),
            Output = ImageReference.Parse(build.Reference),
            Scripts = Directory.Exists(scripts) ? scripts : null,
            Stream = build.Cartridge.Reference,
            Previous = previous,
            ReuseArtifacts = manifest.ReuseArtifacts && build.Options.Incremental,
            DependencyFiles = manifest.DependencyFiles,
            Environment = build.Environment,
            BuildEnvironment = build.Inputs.Environment,
            Secrets = build.Inputs.Secrets,
            Origin = build.Origin is { } origin ? OriginOf(origin) : null,
            Limits = build.Options.Limits,
            Timeout = build.Options.Timeout,
            // Without the build's number: the same input is to give the same artifact.
            DisplayName = ImageReference.Parse(build.Reference).Repository,
            BinaryPath = manifest.BinaryPath,
            Force = build.Options.Force,
        };
    }

    private ValueTask ReportAsync(BuildLog log, SourceBuildEvent item, CancellationToken cancel) => item switch
    {
        SourceBuildEvent.PhaseStarted(var phase) => log.PhaseAsync(SourcePhases.NameOf(phase), cancel),
        SourceBuildEvent.Output(var line) => log.LineAsync(line, cancel),
        SourceBuildEvent.Warning(var text) =>
            log.LineAsync(new LogLine(time.GetUtcNow(), LogStream.Error, $"warning: {text}"), cancel),
        SourceBuildEvent.Note(var text) => log.LineAsync(new LogLine(time.GetUtcNow(), LogStream.Output, text), cancel),
        _ => ValueTask.CompletedTask,
    };

    private static string Message(SourceBuildException e) =>
        e.LastLines.Count == 0 || e.Message.Contains(e.LastLines[^1], StringComparison.Ordinal)
        ? e.Message
        : $"{e.Message}; last output: {string.Join(" | ", e.LastLines.TakeLast(ReportedLines))}";

    private static BuildOrigin OriginOf(CommitOrigin origin) => new()
    {
        Url = origin.Url,
        Ref = origin.Ref,
        Commit = origin.Commit,
        Author = origin.Author,
        Date = origin.Date,
        Message = origin.Message,
    };

    // Keys such as "8080/tcp", or "8080".
    private static ImmutableArray<int> PortsOf(Image image) =>
    [
        .. (image.Config.Config?.ExposedPorts?.Keys ?? Enumerable.Empty<string>())
            .Select(key => key.Split('/')).Where(parts => parts.Length == 1 || parts[1] == "tcp")
            .Select(parts => int.TryParse(parts[0], out var port) ? port : 0).Where(port => port is > 0 and < 65536),
    ];
}
