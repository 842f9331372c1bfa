using Slipway.Engine;
using Slipway.Oci;

namespace Slipway.Dockerfiles;

/// <summary>What to build, from what, and within which bounds.</summary>
public sealed record DockerfileBuild
{
    /// <summary>The directory that COPY and ADD read; nothing outside it is read.</summary>
    public required string Context { get; init; }

    /// <summary>The Dockerfile's path in the context.</summary>
    public string Dockerfile { get; init; } = "Dockerfile";

    /// <summary>What the image is stored under.</summary>
    public required ImageReference Name { get; init; }

    /// <summary>The stage to build, by name or number; null is the last.</summary>
    public string? Target { get; init; }

    /// <summary>Values for ARG. They are seen in the image's history: no place for secrets.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Values for <c>RUN --mount=type=secret</c>, by id. They are in no layer, configuration, history or log.
    /// </summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Secrets { get; init; } =
        new Dictionary<string, ReadOnlyMemory<byte>>();

    /// <summary>
    /// Contexts beside the main one, by name. Names are compared as those of stages, whatever their case.
    /// </summary>
    public IReadOnlyDictionary<string, NamedContext> Contexts { get; init; } = new Dictionary<string, NamedContext>();

    /// <summary>Labels set last, over those of the Dockerfile.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The time of the image and the latest time of its new files (SOURCE_DATE_EPOCH). Null is the base image's time,
    /// so that the same input gives the same digest.
    /// </summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>
    /// What RUN steps take from outside, such as the state of package archives, in any words: results that were made in
    /// another state are not used. Null leaves it to the Dockerfile to change when they are to be run again.
    /// </summary>
    public string? OutsideState { get; init; }

    /// <summary>Whether results of earlier builds may be used.</summary>
    public bool UseCache { get; init; } = true;

    /// <summary>
    /// Whether a RUN's layer has the logs and caches that package tools write, with times in them (see
    /// <c>PackageTraces</c>).
    /// </summary>
    public bool KeepPackageLogs { get; init; }

    /// <summary>
    /// Whether ADD may fetch from addresses of this machine: only where who wrote the Dockerfile may reach them anyway.
    /// </summary>
    public bool MayReachThisMachine { get; init; }

    /// <summary>For each RUN. <see cref="ResourceLimits.Disk"/> bounds what one stage may write.</summary>
    public ResourceLimits Limits { get; init; } = new() { Memory = 4L << 30, Pids = 4096, Disk = 20L << 30 };

    public TimeSpan StepTimeout { get; init; } = TimeSpan.FromMinutes(30);

    public TimeSpan Timeout { get; init; } = TimeSpan.FromHours(2);
}
