using Slipway.Platform;

namespace Slipway.Storage.InMemory;

/// <summary>The platform's stores without a database, for tests and trials.</summary>
public static class InMemoryStores
{
    public static PlatformStores Create()
    {
        var (releases, gears) = (new InMemoryReleaseStore(), new InMemoryGearStore());
        var applications = new InMemoryApplicationStore(application =>
        {
            releases.Forget(application);
            gears.Forget(application);
        });
        return new PlatformStores(new InMemoryAccountStore(), new InMemoryCartridgeStore(), applications, releases, gears, new InMemoryOperationStore());
    }
}
