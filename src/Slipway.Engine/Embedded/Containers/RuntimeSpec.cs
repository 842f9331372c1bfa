using System.Text.Json.Nodes;
using Slipway.Engine.Embedded.Slots;

namespace Slipway.Engine.Embedded.Containers;

/// <summary>A bind mount of a host directory or file; its ids must already be mapped (runc 1.1 cannot).</summary>
public sealed record SpecMount(string Source, string Target, bool ReadOnly);

/// <summary>A process in a container, the first or a later one.</summary>
public record RuntimeProcess
{
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary><c>NAME=VALUE</c>, complete.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    public string WorkingDirectory { get; init; } = "/";

    public bool Terminal { get; init; }

    /// <summary>For root; other users have no capabilities.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = Containers.Capabilities.Gear;
}

/// <summary>
/// A container, from which <see cref="RuntimeSpecWriter"/> creates the specification for an OCI runtime.
/// </summary>
public sealed record RuntimeSpec : RuntimeProcess
{
    /// <summary>The mounted root on the host.</summary>
    public required string Root { get; init; }

    public bool ReadOnlyRoot { get; init; }

    public ContainerUser User { get; init; } = ContainerUser.Root;

    public string? Hostname { get; init; }

    /// <summary>Namespaces and ids.</summary>
    public required Slot Slot { get; init; }

    /// <summary>False gives the container its own, empty network namespace.</summary>
    public bool Network { get; init; } = true;

    public IReadOnlyList<SpecMount> Mounts { get; init; } = [];

    public ResourceLimits Limits { get; init; } = new();

    /// <summary>Absolute, in the cgroup file system.</summary>
    public required string CgroupPath { get; init; }

    /// <summary><c>linux.seccomp</c>; null for none.</summary>
    public JsonObject? Seccomp { get; init; }

    /// <summary>Bytes of <c>/dev/shm</c>.</summary>
    public long SharedMemory { get; init; } = 64 << 20;
}
