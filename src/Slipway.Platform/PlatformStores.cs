using Slipway.Platform.Accounts;
using Slipway.Platform.Applications;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Gears;
using Slipway.Platform.Operations;
using Slipway.Platform.Releases;

namespace Slipway.Platform;

/// <summary>All that the platform keeps.</summary>
public sealed record PlatformStores(
    IAccountStore Accounts, ICartridgeStore Cartridges, IApplicationStore Applications, IReleaseStore Releases,
    IGearStore Gears, IOperationStore Operations);
