using Slipway.Engine;
using Slipway.Engine.Gears;

namespace Slipway.ImageTests.Pods;

/// <summary>
/// A Kubernetes Pod (core/v1) as far as it can run here, with what it takes from ConfigMaps and Secrets already in it.
/// </summary>
internal sealed record PodDefinition
{
    public required string Name { get; init; }

    public string? Hostname { get; init; }

    /// <summary>Run to their end one after another, before the others; sidecars among them go on.</summary>
    public IReadOnlyList<PodContainer> InitContainers { get; init; } = [];

    public required IReadOnlyList<PodContainer> Containers { get; init; }

    public IReadOnlyDictionary<string, PodVolume> Volumes { get; init; } = new Dictionary<string, PodVolume>();

    public IReadOnlyDictionary<string, System.Net.IPAddress> Hosts { get; init; } =
        new Dictionary<string, System.Net.IPAddress>();

    /// <summary>False when a container may end with 0 (<c>restartPolicy</c> Never or OnFailure).</summary>
    public bool RunsForEver { get; init; } = true;
}

internal sealed record PodContainer(string Name, string Image)
{
    /// <summary>Instead of the image's entrypoint; the image's command then does not count either.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Instead of the image's command.</summary>
    public IReadOnlyList<string>? Arguments { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    public string? WorkingDirectory { get; init; }

    public IReadOnlyList<PodMount> Mounts { get; init; } = [];

    public ResourceLimits Limits { get; init; } = new();

    public PodSecurity Security { get; init; } = new();

    public PodProbe? Startup { get; init; }

    public PodProbe? Readiness { get; init; }

    public PodProbe? Liveness { get; init; }

    /// <summary>An init container that goes on running (<c>restartPolicy: Always</c>).</summary>
    public bool IsSidecar { get; init; }
}

internal sealed record PodMount(string Volume, string Path, bool ReadOnly, string? SubPath);

/// <summary>An empty directory when there are no files, else a configMap's or secret's files.</summary>
internal sealed record PodVolume(IReadOnlyList<InjectedFile>? Files);

/// <summary>A container's <c>securityContext</c> over its pod's.</summary>
internal sealed record PodSecurity
{
    public uint? RunAsUser { get; init; }

    public uint? RunAsGroup { get; init; }

    public bool RunAsNonRoot { get; init; }

    /// <summary>supplementalGroups and fsGroup.</summary>
    public IReadOnlyList<uint> Groups { get; init; } = [];

    public bool ReadOnlyRoot { get; init; }

    public IReadOnlyList<string> DroppedCapabilities { get; init; } = [];
}

/// <summary>A probe; exactly one of command, port and path-with-port is what it asks.</summary>
internal sealed record PodProbe
{
    public IReadOnlyList<string>? Command { get; init; }

    public int Port { get; init; }

    /// <summary>Set for <c>httpGet</c>: 200 to 399 is success.</summary>
    public string? Path { get; init; }

    public bool Tls { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public TimeSpan InitialDelay { get; init; }

    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    public int Successes { get; init; } = 1;

    public int Failures { get; init; } = 3;

    public string Label => Command is not null ? $"exec [{string.Join(' ', Command)}]"
        : Path is null ? $"tcpSocket {Port}" : $"httpGet {Port}{Path}";
}
