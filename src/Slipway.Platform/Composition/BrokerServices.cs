using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Diagnostics.Loops;
using Slipway.Engine.Gears;
using Slipway.Platform.Builds;
using Slipway.Platform.Operations;
using Slipway.Platform.Repositories;
using Slipway.Platform.Routes;
using Slipway.Platform.Sealing;

namespace Slipway.Platform.Composition;

/// <summary>What the broker works with.</summary>
public sealed record BrokerServices(
    PlatformStores Stores, IGearEngine Engine, IEdge Edge, IRepositories Repositories, IArtifactBuilder Builder)
{
    /// <summary>Hides what is stored and must not be read.</summary>
    public required SealingKey Sealing { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Failpoint Failpoint { get; init; } = Failpoint.None;

    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The server's background loops.</summary>
    public required BackgroundLoops Loops { get; init; }
}
