using System.Collections.Immutable;
using System.Text;
using Slipway.Build.Source;
using Slipway.Cartridges.Manifests;
using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.Platform.Builds;

/// <summary>Artifacts made by source-to-image builds over the cartridge's image, kept in the image store.</summary>
public sealed class SourceArtifacts(SourceBuilder builder, ImageStore images) : IArtifactBuilder
{
    private readonly BaseImages _bases = new(images);

    public async Task<BuiltArtifact> BuildAsync(ArtifactBuild build, IBuildLog log, CancellationToken cancel)
    {
        var image = await RequireBuilderAsync(build, cancel);
        try
        {
            var result = await builder.BuildAsync(await RequestAsync(build, image, cancel), item => TellAsync(item, log, cancel), cancel);
            return new BuiltArtifact(result.Image.Digest)
            {
                Input = result.Input.ToString(),
                CartridgeImage = image.Digest,
                BaseImage = await _bases.FindBelowAsync(image, cancel),
                Ports = PortsOf(result.Image.Config),
            };
        }
        catch (SourceBuildException e)
        {
            throw new BuildFailedException(SourcePhases.NameOf(e.Phase), e.ExitCode, e.Message, e.NextStep);
        }
    }

    public async Task TagAsync(string reference, Digest image, CancellationToken cancel)
    {
        var name = ImageReference.Parse(reference);
        if ((await images.FindAsync(name, cancel))?.Digest != image)
            await images.TagAsync(name, image, cancel);
    }

    public Task UntagAsync(string reference, CancellationToken cancel) => images.RemoveAsync(ImageReference.Parse(reference), cancel);

    private async Task<Image> RequireBuilderAsync(ArtifactBuild build, CancellationToken cancel)
    {
        const string phase = "prepare";
        var name = build.Options.Image ?? build.Cartridge.Image
            ?? throw new BuildFailedException(phase, null, $"the cartridge {build.Cartridge.Reference} names no image", "name one for this build: `slipway build --image REF`");
        if (!ImageReference.TryParse(name, out var reference) || reference.Host is not null)
            throw new BuildFailedException(phase, null, $"'{Excerpt.Of(name)}' is not an image of this registry", "push or import the image here, and name it without a host");
        return await images.FindAsync(reference, cancel) ?? throw new BuildFailedException(
            phase, null, $"the image {reference} is not stored", "add the cartridge again to build it, or push or import the image: `slipway image import`");
    }

    private async Task<SourceBuild> RequestAsync(ArtifactBuild build, Image image, CancellationToken cancel)
    {
        var manifest = CartridgeManifest.Parse(build.Cartridge.Manifest);
        var scripts = Path.Combine(build.Cartridge.Directory, "bin");
        return new SourceBuild
        {
            Builder = image,
            Source = build.Kind == SourceKind.Binary ? new SourceContent.Binary(build.Directory) : new SourceContent.Tree(build.Directory),
            Output = ImageReference.Parse(build.Reference),
            Scripts = Directory.Exists(scripts) ? scripts : null,
            Stream = build.Cartridge.Reference,
            Previous = build.Previous is { } previous ? await FindAsync(previous.Image, cancel) : null,
            ReuseArtifacts = build.Options.Incremental && manifest.ReuseArtifacts,
            DependencyFiles = manifest.DependencyFiles,
            BinaryPath = manifest.BinaryPath,
            BuildEnvironment = build.Options.Environment,
            Secrets = build.Options.Secrets.ToDictionary(secret => secret.Key, secret => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(secret.Value)),
            Origin = OriginOf(build.Origin),
            Limits = build.Options.Limits,
            Timeout = build.Options.Timeout,
            Force = build.Options.Force,
            DisplayName = build.Reference,
        };
    }

    private async Task<Image?> FindAsync(Digest digest, CancellationToken cancel)
    {
        try
        {
            return await images.GetAsync(digest, cancel);
        }
        catch (ContentNotFoundException)
        {
            // Its release is no longer kept: the build is a clean one.
            return null;
        }
    }

    private static async ValueTask TellAsync(SourceBuildEvent item, IBuildLog log, CancellationToken cancel)
    {
        switch (item)
        {
            case SourceBuildEvent.PhaseStarted { Phase: SourcePhase.Prepare or SourcePhase.Commit }:
                break;
            case SourceBuildEvent.PhaseStarted started:
                await log.PhaseAsync(SourcePhases.NameOf(started.Phase), cancel);
                break;
            case SourceBuildEvent.Output output:
                await log.LineAsync(output.Line, cancel);
                break;
            case SourceBuildEvent.Warning warning:
                await log.LineAsync(Own($"warning: {warning.Text}"), cancel);
                break;
            case SourceBuildEvent.Note note:
                await log.LineAsync(Own(note.Text), cancel);
                break;
        }
    }

    private static Engine.LogLine Own(string text) => new(DateTimeOffset.UtcNow, Engine.LogStream.Output, $"---> {text}");

    private static Slipway.Build.Source.SourceOrigin? OriginOf(SourceOrigin? origin) => origin is null ? null : new()
    {
        Url = origin.Url,
        Ref = origin.Ref,
        Commit = origin.Commit,
        Author = origin.Author,
        Date = origin.Date,
        Message = origin.Message,
    };

    private static ImmutableArray<int> PortsOf(ImageConfig config) =>
    [
        .. (config.Config?.ExposedPorts?.Keys ?? Enumerable.Empty<string>())
            .Where(port => !port.EndsWith("/udp", StringComparison.Ordinal))
            .Select(port => int.TryParse(port.Split('/')[0], out var number) ? number : 0)
            .Where(port => port is > 0 and <= ushort.MaxValue).Order(),
    ];
}
