using Slipway.Engine;
using Slipway.Oci;

namespace Slipway.Dockerfiles;

/// <summary>A build request: the context, options and limits.</summary>
public sealed record DockerfileBuild
{
    /// <summary>The build context; COPY and ADD read nothing outside it.</summary>
    public required string Context { get; init; }

    /// <summary>The Dockerfile's path in the context.</summary>
    public string Dockerfile { get; init; } = "Dockerfile";

    /// <summary>The name of the resulting image.</summary>
    public required ImageReference Name { get; init; }

    /// <summary>The stage to build, by name or number; null is the last.</summary>
    public string? Target { get; init; }

    /// <summary>Values for ARG. They are visible in the image's history: not for secrets.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Values for <c>RUN --mount=type=secret</c>, by id. They never get into a layer, configuration, history or log.
    /// </summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Secrets { get; init; } =
        new Dictionary<string, ReadOnlyMemory<byte>>();

    /// <summary>Named contexts. Names are case-insensitive, like those of stages.</summary>
    public IReadOnlyDictionary<string, NamedContext> Contexts { get; init; } = new Dictionary<string, NamedContext>();

    /// <summary>Labels that override those of the Dockerfile.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The image's creation time, to which times of new files are clamped (SOURCE_DATE_EPOCH). Null uses the base
    /// image's time, so that the same input gives the same digest.
    /// </summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>
    /// The state of external inputs of RUN steps, such as package archives, as an opaque string: cached results of
    /// another state are not used. With null, RUN steps run again only when the Dockerfile changes.
    /// </summary>
    public string? OutsideState { get; init; }

    /// <summary>Whether results of earlier builds may be used.</summary>
    public bool UseCache { get; init; } = true;

    /// <summary>
    /// Whether the layer of a RUN keeps the logs and caches of package tools, which contain times (see
    /// <c>PackageTraces</c>).
    /// </summary>
    public bool KeepPackageLogs { get; init; }

    /// <summary>
    /// Whether ADD may fetch from addresses of this machine: only if the Dockerfile's author has access to them anyway.
    /// </summary>
    public bool MayReachThisMachine { get; init; }

    /// <summary>For each RUN. <see cref="ResourceLimits.Disk"/> limits the data that one stage may write.</summary>
    public ResourceLimits Limits { get; init; } = new() { Memory = 4L << 30, Pids = 4096, Disk = 20L << 30 };

    public TimeSpan StepTimeout { get; init; } = TimeSpan.FromMinutes(30);

    public TimeSpan Timeout { get; init; } = TimeSpan.FromHours(2);
}
