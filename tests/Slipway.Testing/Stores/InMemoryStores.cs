using Slipway.Platform;

namespace Slipway.Testing.Stores;

/// <summary>The platform's stores without a database, for tests.</summary>
public static class InMemoryStores
{
    public static PlatformStores Create()
    {
        var (releases, gears) = (new InMemoryReleaseStore(), new InMemoryGearStore());
        InMemoryAccountStore accounts = null!;
        var applications = new InMemoryApplicationStore(domain => accounts.HasDomain(domain), application =>
        {
            releases.Forget(application);
            gears.Forget(application);
        });
        accounts = new InMemoryAccountStore(applications.TryWithout);
        return new PlatformStores(
            accounts, new InMemoryCartridgeStore(), applications, releases, gears, new InMemoryOperationStore());
    }
}
