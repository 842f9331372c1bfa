using Slipway.Build.Remote;

namespace Slipway.Dockerfiles;

public sealed record DockerfileBuilderOptions
{
    /// <summary>
    /// A directory for one builder at a time: <c>mounts/</c> has the cache mounts, <c>work/</c> is emptied at the
    /// start.
    /// </summary>
    public required string Directory { get; init; }

    /// <summary>Maximum size of all cache mounts (<c>RUN --mount=type=cache</c>) together.</summary>
    public long CacheMountLimit { get; init; } = 10L << 30;

    /// <summary>Fetches repositories for ADD; null refuses them.</summary>
    public IRemoteRepositories? Repositories { get; init; }

    internal string Mounts => Path.Combine(Directory, "mounts");

    internal string Work => Path.Combine(Directory, "work");
}
