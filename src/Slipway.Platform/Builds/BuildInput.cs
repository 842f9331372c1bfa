using Slipway.Engine;

namespace Slipway.Platform.Builds;

/// <summary>What to build.</summary>
/// <param name="Place">A commit's full id, or the id of an upload (<see cref="SourceUploads"/>).</param>
public sealed record SourceInput(SourceKind Kind, string Place)
{
    /// <summary>The branch or tag the commit was pushed to.</summary>
    public string? Ref { get; init; }
}

/// <summary>How to build.</summary>
public sealed record BuildOptions
{
    /// <summary>A cartridge <c>name:version</c> to use from now on; null: the application's.</summary>
    public string? Cartridge { get; init; }

    /// <summary>A builder image in place of the cartridge's.</summary>
    public string? Image { get; init; }

    /// <summary>Whether to reuse what the previous artifact saved.</summary>
    public bool Incremental { get; init; } = true;

    /// <summary>Build and roll out even when nothing has changed.</summary>
    public bool Force { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    public ResourceLimits Limits { get; init; } = new() { Memory = 2L << 30, Pids = 2048, Disk = 8L << 30 };
}
