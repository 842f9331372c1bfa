using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Platform.Composition;
using Slipway.Platform;
using Slipway.Storage.Sqlite;
using Slipway.Storage.Sqlite.Platform;
using Slipway.Testing;

namespace Slipway.Storage.Tests.Platform;

public sealed class SqlitePlatformStoreTests : PlatformStoreContract, IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteDatabase _database;

    public SqlitePlatformStoreTests()
    {
        _database = SqliteDatabase.Open(_directory.File("slipway.db"), NullLogger<SqliteDatabase>.Instance);
        Stores = SqliteStores.Of(_database);
    }

    protected override PlatformStores Stores { get; }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Dispose();
    }
}
