using Slipway.Platform.Composition;
using Slipway.Platform;
using Slipway.Storage.InMemory;

namespace Slipway.Storage.Tests.Platform;

public sealed class InMemoryPlatformStoreTests : PlatformStoreContract
{
    protected override PlatformStores Stores { get; } = InMemoryStores.Create();
}
