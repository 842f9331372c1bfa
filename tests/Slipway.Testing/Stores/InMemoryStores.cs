using Slipway.Platform.Composition;

namespace Slipway.Testing.Stores;

/// <summary>The platform's stores without a database, for tests.</summary>
public static class InMemoryStores
{
    public static PlatformStores Create()
    {
        var (releases, gears) = (new InMemoryReleaseStore(), new InMemoryReplicaStore());
        InMemoryAccountStore accounts = null!;
        var applications = new InMemoryApplicationStore(domain => accounts.HasDomain(domain), application =>
        {
            releases.Forget(application);
            gears.Forget(application);
        });
        accounts = new InMemoryAccountStore(applications.TryWithout);
        return new PlatformStores
        {
            Accounts = accounts,
            Cartridges = new InMemoryCartridgeStore(),
            Applications = applications,
            Environment = applications,
            PrivateInputs = applications,
            EdgePorts = applications,
            Builds = releases,
            Artifacts = releases,
            Releases = releases,
            Replicas = gears,
            Operations = new InMemoryOperationStore(),
        };
    }
}
