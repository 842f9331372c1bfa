using System.Collections.Concurrent;
using System.Text;
using Slipway.Engine;
using Slipway.Oci;
using Slipway.Platform.Builds;

namespace Slipway.Testing.World;

/// <summary>
/// A builder whose images are digests of their source; a source that says <c>fail</c> does not build.
/// </summary>
public sealed class InMemoryBuilder : IArtifactBuilder
{
    /// <summary>Tag to image.</summary>
    public ConcurrentDictionary<string, Digest> Images { get; } = [];

    public ConcurrentQueue<ArtifactBuild> Builds { get; } = [];

    /// <summary>Awaited in each build, so that a test can hold it.</summary>
    public Func<ArtifactBuild, CancellationToken, Task> Hold { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>
    /// Stores an image for a built source where a test needs one that can be read; by default there is its digest only.
    /// </summary>
    public Func<string, Task<Digest>> Store { get; set; } = content =>
        Task.FromResult(Digest.OfBytes(Encoding.UTF8.GetBytes(content)));

    public async Task<BuiltArtifact> BuildAsync(ArtifactBuild build, BuildLog log, CancellationToken cancel)
    {
        Builds.Enqueue(build);
        var content = string.Join(
            '\n', Directory.GetFiles(build.Directory).Order(StringComparer.Ordinal).Select(File.ReadAllText));
        await log.PhaseAsync("assemble", cancel);
        await log.LineAsync(new LogLine(DateTimeOffset.UtcNow, LogStream.Output, $"assembling {content}"), cancel);
        await Hold(build, cancel);
        if (content.Contains("fail", StringComparison.Ordinal))
            throw new BuildFailedException("assemble", 3, "assemble ended with exit code 3: no rule to make target");
        var image = await Store(build.Cartridge.Reference + content);
        Images[build.Reference] = image;
        return new BuiltArtifact(image)
        {
            Input = image.Hex, CartridgeImage = Digest.OfBytes([1]), BaseImage = Digest.OfBytes([2]),
        };
    }

    public Task TagAsync(string reference, Digest image, CancellationToken cancel)
    {
        Images[reference] = image;
        return Task.CompletedTask;
    }

    public Task UntagAsync(string reference, CancellationToken cancel)
    {
        Images.TryRemove(reference, out _);
        return Task.CompletedTask;
    }

    public Task RemoveDomainAsync(string domain, CancellationToken cancel)
    {
        foreach (var reference in Images.Keys.Where(name => name.StartsWith(domain + "/", StringComparison.Ordinal)))
            Images.TryRemove(reference, out _);
        return Task.CompletedTask;
    }
}
