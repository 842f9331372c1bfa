using System.Net;
using Microsoft.Extensions.Logging;
using Slipway.Diagnostics.Loops;

namespace Slipway.Engine.Embedded;

/// <summary>Options of the embedded engine on this host.</summary>
public sealed record EmbeddedEngineOptions
{
    /// <summary>
    /// The default id ranges: above those of users (subuid(5)) and of systemd's containers, 4,096 ranges of 65,536.
    /// </summary>
    public const uint DefaultFirstId = 0x7000_0000;

    /// <summary>All state is below this directory.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The first host id for slots. All engines of a host share the ranges above it without overlap.</summary>
    public uint FirstId { get; init; } = DefaultFirstId;

    /// <summary>
    /// The network of the gears; its first address is their gateway. All engines of a host may share it.
    /// </summary>
    public IPNetwork Subnet { get; init; } = IPNetwork.Parse("10.213.0.0/16");

    /// <summary>Maximum number of gears and build steps at a time.</summary>
    public int MaximumSlots { get; init; } = 250;

    /// <summary>Slots created in advance, so that a start need not wait for one.</summary>
    public int SpareSlots { get; init; } = 3;

    /// <summary>An OCI runtime with runc's command line.</summary>
    public string Runtime { get; init; } = "runc";

    /// <summary>The directory of the CNI plugins.</summary>
    public string NetworkPlugins { get; init; } = "/usr/lib/cni";

    /// <summary>
    /// The seccomp profile in the format of containers/common; null runs gears without (never in production).
    /// </summary>
    public string? SeccompProfile { get; init; } = "/usr/share/containers/seccomp.json";

    /// <summary>DNS servers for gears; null uses those of the host.</summary>
    public IReadOnlyList<IPAddress>? Resolvers { get; init; }

    /// <summary>
    /// False runs gears without user namespaces, as non-root users. Null checks the kernel (5.19 is needed).
    /// </summary>
    public bool? UserNamespaces { get; init; }

    /// <summary>Maximum size of a gear's log before it is rotated.</summary>
    public long LogSize { get; init; } = 10 << 20;

    /// <summary>Size at which conmon itself restarts a log that was not rotated in time.</summary>
    public long LogHardLimit => LogSize * 8;

    /// <summary>Number of rotated logs kept.</summary>
    public int RotatedLogs { get; init; } = 2;

    /// <summary>The OCI monitor that outlives the server.</summary>
    public string Monitor { get; init; } = "conmon";

    /// <summary>Where the engines of this host coordinate slots; emptied by a reboot.</summary>
    public string HostState { get; init; } = "/run/slipway";

    public required ILoggerFactory Loggers { get; init; }

    /// <summary>The background loops that the engine's own are among.</summary>
    public required BackgroundLoops Loops { get; init; }

    internal string RunDirectory => Path.Combine(DataDirectory, "run");
}
