using Dapper;
using Slipway.Platform.Cartridges;
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

    [Fact]
    public async Task A_cartridge_that_the_version_before_stored_has_its_bounds()
    {
        await Stores.Cartridges.SaveAsync(
            new RegisteredCartridge("web", "1", "Name: web", "/somewhere", DateTimeOffset.UnixEpoch)
            {
                Profile = new CartridgeProfile(),
            }, default);
        await _database.WriteAsync(connection => connection.Execute(
            """UPDATE cartridge SET body = json_set(body, '$.profile', json('{"leastGears":2,"mostGears":3}'))"""),
            default);

        var profile = (await Stores.Cartridges.FindAsync("web", "1", default)).ShouldNotBeNull().Profile;

        (profile.MinGears, profile.MaxGears).ShouldBe((2, 3));
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Dispose();
    }
}
