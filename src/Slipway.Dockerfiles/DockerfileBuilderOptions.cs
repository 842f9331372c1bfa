using Slipway.Build.Remote;

namespace Slipway.Dockerfiles;

public sealed record DockerfileBuilderOptions
{
    /// <summary>
    /// A directory of the builder's own; one builder at a time. <c>mounts/</c> in it are caches, <c>work/</c> is
    /// emptied at the start.
    /// </summary>
    public required string Directory { get; init; }

    /// <summary>Bytes that the caches of <c>RUN --mount=type=cache</c> may take together.</summary>
    public long CacheMountLimit { get; init; } = 10L << 30;

    /// <summary>Where ADD gets repositories from; null refuses them.</summary>
    public IRemoteRepositories? Repositories { get; init; }

    internal string Mounts => Path.Combine(Directory, "mounts");

    internal string Work => Path.Combine(Directory, "work");
}
