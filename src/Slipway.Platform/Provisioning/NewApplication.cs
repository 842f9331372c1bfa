using System.Collections.Immutable;
using Slipway.Engine;
using Slipway.Platform.Applications;
using Slipway.Platform.Gears;
using Slipway.Platform.Releases;
using Slipway.Platform.Routes;

namespace Slipway.Platform.Provisioning;

/// <param name="Cartridge"><c>name:version</c>, or the name for its default version.</param>
public sealed record NewApplication(string Domain, string Name, string Cartridge)
{
    /// <summary><c>URL#commit</c> of a repository to begin with, in place of the cartridge's template.</summary>
    public string? From { get; init; }

    /// <summary>Begins with an empty repository and no build.</summary>
    public bool Empty { get; init; }

    public ResourceLimits Limits { get; init; } = new() { Memory = 512L << 20, Pids = 512, Disk = 1L << 30 };
}

/// <summary>An application as it is at a moment.</summary>
/// <param name="Release">The release that serves.</param>
/// <param name="Host">The host name of its route.</param>
public sealed record ApplicationStatus(
    Application Application, Release? Release, ImmutableArray<Replica> Replicas, string Host,
    ImmutableArray<EdgePort> EdgePorts);
