using Slipway.Platform;
using Slipway.Platform.Composition;
using Slipway.Testing.Stores;

namespace Slipway.Storage.Tests.Platform;

public sealed class InMemoryPlatformStoreTests : PlatformStoreContract
{
    protected override PlatformStores Stores { get; } = InMemoryStores.Create();
}
