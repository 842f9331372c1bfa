using Slipway.Engine.Gears;
using Slipway.Platform.Builds;
using Slipway.Platform.Operations;
using Slipway.Platform.Repositories;
using Slipway.Platform.Routes;
using Slipway.Platform.Sealing;

namespace Slipway.Platform;

/// <summary>What the broker works with.</summary>
public sealed record BrokerServices(
    PlatformStores Stores, IGearEngine Engine, IEdge Edge, IRepositories Repositories, IArtifactBuilder Builder)
{
    /// <summary>Hides what is stored and must not be read.</summary>
    public required SealingKey Sealing { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Failpoint Failpoint { get; init; } = Failpoint.None;

    /// <summary>Where lines for the server's log go: gears that ended, what was found at the start.</summary>
    public Action<string> Report { get; init; } = _ => { };
}
