using Slipway.Platform.Composition;

namespace Slipway.Storage.Sqlite.Platform;

/// <summary>The platform's stores in one database.</summary>
public static class SqliteStores
{
    public static PlatformStores Of(SqliteDatabase database)
    {
        var (applications, releases) = (new SqliteApplicationStore(database), new SqliteReleaseStore(database));
        return new PlatformStores
        {
            Accounts = new SqliteAccountStore(database),
            Cartridges = new SqliteCartridgeStore(database),
            Applications = applications,
            Environment = applications,
            PrivateInputs = applications,
            EdgePorts = applications,
            Builds = releases,
            Artifacts = releases,
            Releases = releases,
            Replicas = new SqliteReplicaStore(database),
            Operations = new SqliteOperationStore(database, OperationFormats.All),
        };
    }
}
