using Slipway.Engine;
using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.SourceToImage;

/// <summary>One source-to-image build, complete: nothing else goes in.</summary>
public sealed record SourceBuild
{
    /// <summary>The image the build begins with; its labels name its own scripts, users and directories.</summary>
    public required Image Builder { get; init; }

    public required SourceContent Source { get; init; }

    /// <summary>The name the artifact is stored under.</summary>
    public required ImageReference Output { get; init; }

    /// <summary>
    /// A directory of the host with the cartridge's scripts (<c>scripts/</c> of its package), or null.
    /// </summary>
    public string? Scripts { get; init; }

    /// <summary>
    /// The cartridge and version that the artifact belongs to, <c>nodejs:18</c>; artifacts of another stream
    /// are never reused.
    /// </summary>
    public string? Stream { get; init; }

    /// <summary>The artifact that serves now; what its <c>save-artifacts</c> hands on may be reused.</summary>
    public Image? Previous { get; init; }

    /// <summary>Whether manifest and user allow to reuse <see cref="Previous"/>.</summary>
    public bool ReuseArtifacts { get; init; } = true;

    /// <summary>
    /// Names and globs of the source's files that decide about dependencies; none: the whole source does.
    /// </summary>
    public IReadOnlyList<string> DependencyFiles { get; init; } = [];

    /// <summary>
    /// The application's environment: seen by the scripts, and no part of the artifact, which gets it
    /// anew when it runs.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Seen by the scripts of this build only.</summary>
    public IReadOnlyDictionary<string, string> BuildEnvironment { get; init; } = new Dictionary<string, string>();

    /// <summary>Files below <c>/run/secrets</c> that exist in memory and during this build only.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Secrets { get; init; } =
        new Dictionary<string, ReadOnlyMemory<byte>>();

    public SourceOrigin? Origin { get; init; }

    public ResourceLimits Limits { get; init; } = new();

    /// <summary>How long all scripts together may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    public string? DisplayName { get; init; }

    public string? Description { get; init; }

    /// <summary>Over the builder image's and the generated ones.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>SOURCE_DATE_EPOCH: files get no later time. Null: the builder image's own.</summary>
    public DateTimeOffset? LatestTime { get; init; }

    /// <summary>Where a binary is placed; null: as the image's label says, else in its working directory.</summary>
    public string? BinaryPath { get; init; }

    /// <summary>Builds even when an artifact of the same input is known.</summary>
    public bool Force { get; init; }

    /// <summary>Names no value: requests get into logs.</summary>
    public override string ToString() => $"source build of {Output} from {Builder.Digest.Short}";
}

/// <summary>
/// What is built. The directory is the caller's copy for this build alone, with container ids, and is used up by it.
/// </summary>
public abstract record SourceContent(string Directory)
{
    /// <summary>A source tree.</summary>
    public sealed record Tree(string Directory) : SourceContent(Directory);

    /// <summary>Files that were built elsewhere: nothing is run.</summary>
    public sealed record Binary(string Directory) : SourceContent(Directory);
}

/// <summary>Where a source tree is from.</summary>
public sealed record SourceOrigin
{
    public string? Url { get; init; }

    public string? Ref { get; init; }

    public string? Commit { get; init; }

    /// <summary><c>Name &lt;mail&gt;</c>.</summary>
    public string? Author { get; init; }

    public string? Date { get; init; }

    public string? Message { get; init; }

    /// <summary>The directory of the repository that was taken.</summary>
    public string? ContextDirectory { get; init; }
}
