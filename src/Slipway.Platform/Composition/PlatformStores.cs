using Slipway.Platform.Accounts;
using Slipway.Platform.Applications;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Builds;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Environment;
using Slipway.Platform.Gears;
using Slipway.Platform.Operations;
using Slipway.Platform.Releases;
using Slipway.Platform.Routes;

namespace Slipway.Platform.Composition;

/// <summary>All that the platform keeps.</summary>
public sealed record PlatformStores
{
    public required IAccountStore Accounts { get; init; }

    public required ICartridgeStore Cartridges { get; init; }

    public required IApplicationStore Applications { get; init; }

    public required IEnvironmentStore Environment { get; init; }

    public required IPrivateInputStore PrivateInputs { get; init; }

    public required IBuildStore Builds { get; init; }

    public required IArtifactStore Artifacts { get; init; }

    public required IReleaseStore Releases { get; init; }

    public required IReplicaStore Replicas { get; init; }

    public required IEdgePortStore EdgePorts { get; init; }

    public required IOperationStore Operations { get; init; }
}
