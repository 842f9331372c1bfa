using Slipway.Engine;
using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.SourceToImage;

/// <summary>A complete source-to-image build request: there are no other inputs.</summary>
public sealed record SourceBuild
{
    /// <summary>The builder image; its labels name its scripts, user and directories.</summary>
    public required Image Builder { get; init; }

    public required SourceContent Source { get; init; }

    /// <summary>The name of the artifact.</summary>
    public required ImageReference Output { get; init; }

    /// <summary>
    /// A directory of the host with the cartridge's scripts (<c>scripts/</c> of its package), or null.
    /// </summary>
    public string? Scripts { get; init; }

    /// <summary>
    /// The cartridge and version of the artifact, <c>nodejs:18</c>; artifacts of another one are never reused.
    /// </summary>
    public string? Stream { get; init; }

    /// <summary>The artifact that serves now; the output of its <c>save-artifacts</c> may be reused.</summary>
    public Image? Previous { get; init; }

    /// <summary>Whether manifest and user allow reusing <see cref="Previous"/>.</summary>
    public bool ReuseArtifacts { get; init; } = true;

    /// <summary>Names and globs of source files that define dependencies; none: the whole source.</summary>
    public IReadOnlyList<string> DependencyFiles { get; init; } = [];

    /// <summary>
    /// The application's environment: available to the scripts, but not part of the artifact, which gets it at run
    /// time.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Variables for the scripts of this build only.</summary>
    public IReadOnlyDictionary<string, string> BuildEnvironment { get; init; } = new Dictionary<string, string>();

    /// <summary>Files in <c>/run/secrets</c>, in memory and for this build only.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Secrets { get; init; } =
        new Dictionary<string, ReadOnlyMemory<byte>>();

    public BuildOrigin? Origin { get; init; }

    public ResourceLimits Limits { get; init; } = new();

    /// <summary>Time limit for all scripts together.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    public string? DisplayName { get; init; }

    public string? Description { get; init; }

    /// <summary>Labels that override those of the builder image and the generated ones.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>SOURCE_DATE_EPOCH: file times are clamped to it. Null: the builder image's creation time.</summary>
    public DateTimeOffset? LatestTime { get; init; }

    /// <summary>The path of a binary; null: that of the image's label, else its working directory.</summary>
    public string? BinaryPath { get; init; }

    /// <summary>Builds even if an artifact of the same input is cached.</summary>
    public bool Force { get; init; }

    /// <summary>Contains no values, because requests are logged.</summary>
    public override string ToString() => $"source build of {Output} from {Builder.Digest.Short}";
}

/// <summary>
/// The source. The directory is the caller's copy for this build alone, with container ids; the build consumes it.
/// </summary>
public abstract record SourceContent(string Directory)
{
    /// <summary>A source tree.</summary>
    public sealed record Tree(string Directory) : SourceContent(Directory);

    /// <summary>Prebuilt files: no script is run.</summary>
    public sealed record Binary(string Directory) : SourceContent(Directory);
}

/// <summary>The origin of a source tree.</summary>
public sealed record BuildOrigin
{
    public string? Url { get; init; }

    public string? Ref { get; init; }

    public string? Commit { get; init; }

    /// <summary><c>Name &lt;mail&gt;</c>.</summary>
    public string? Author { get; init; }

    public string? Date { get; init; }

    public string? Message { get; init; }

    /// <summary>The directory of the repository that is used.</summary>
    public string? ContextDirectory { get; init; }
}
