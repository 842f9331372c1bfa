using System.Collections.Immutable;
using Slipway.Oci;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Repositories;

namespace Slipway.Platform.Builds;

/// <summary>Turns a source tree into a deployment artifact, and forgets artifacts.</summary>
public interface IArtifactBuilder
{
    /// <summary>
    /// Builds, stores and tags the image as <see cref="ArtifactBuild.Reference"/>. May be called again for the same
    /// build after a crash.
    /// </summary>
    /// <exception cref="BuildFailedException">The source could not be built; the message says why.</exception>
    Task<BuiltArtifact> BuildAsync(ArtifactBuild build, BuildLog log, CancellationToken cancel);

    /// <summary>Gives a stored image one more name. Nothing happens when it has it.</summary>
    Task TagAsync(string reference, Digest image, CancellationToken cancel);

    /// <summary>Takes a name away. Nothing happens when nothing has it.</summary>
    Task UntagAsync(string reference, CancellationToken cancel);

    /// <summary>Forgets all images whose name begins with <c>domain/</c>.</summary>
    Task RemoveDomainAsync(string domain, CancellationToken cancel);
}

/// <summary>One build, complete: nothing else goes in.</summary>
/// <param name="Reference">How to tag the image: <c>domain/application:bN</c>.</param>
/// <param name="Directory">The prepared source tree on the host.</param>
public sealed record ArtifactBuild(
    string Reference, SourceKind Kind, string Directory, RegisteredCartridge Cartridge, BuildOptions Options)
{
    /// <summary>Where the source is from, and which commit it is.</summary>
    public CommitOrigin? Origin { get; init; }

    /// <summary>The artifact whose saved parts may be reused: of the same cartridge's stream.</summary>
    public Artifact? Previous { get; init; }

    /// <summary>What only this build sees.</summary>
    public PrivateInputs Inputs { get; init; } = PrivateInputs.None;

    /// <summary>The application's environment; the build sees it, the artifact does not have it.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public override string ToString() => $"build of {Reference}";
}

/// <summary>What a build made.</summary>
public sealed record BuiltArtifact(Digest Image)
{
    /// <summary>Digest of all that went in.</summary>
    public string? Input { get; init; }

    public Digest? CartridgeImage { get; init; }

    public Digest? BaseImage { get; init; }

    /// <summary>
    /// TCP ports that the image's configuration exposes; used when the cartridge's manifest names no endpoint.
    /// </summary>
    public ImmutableArray<int> Ports { get; init; } = [];
}

/// <summary>A source that does not build: the phase, the command's exit code, its last lines.</summary>
/// <param name="code">Another one than <see cref="ErrorCode.BuildFailed"/> where the source is not at fault.</param>
public sealed class BuildFailedException(
    string phase, int? exitCode, string message, string? nextStep = null, ErrorCode code = ErrorCode.BuildFailed)
    : SlipwayException(code, message, nextStep)
{
    public string Phase { get; } = phase;

    public int? ExitCode { get; } = exitCode;
}
