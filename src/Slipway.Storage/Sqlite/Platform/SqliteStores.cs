using Slipway.Platform;
using Slipway.Platform.Composition;

namespace Slipway.Storage.Sqlite.Platform;

/// <summary>The platform's stores in one database.</summary>
public static class SqliteStores
{
    public static PlatformStores Of(SqliteDatabase database) => new(
        new SqliteAccountStore(database), new SqliteCartridgeStore(database), new SqliteApplicationStore(database),
        new SqliteReleaseStore(database), new SqliteGearStore(database), new SqliteOperationStore(database, OperationFormats.All));
}
