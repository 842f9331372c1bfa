using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Registry.Content;
using Slipway.Storage.Sqlite;
using Slipway.Testing;
using Slipway.Testing.Stores;

namespace Slipway.Storage.Tests.Sqlite;

public sealed class SqliteContentIndexTests : ContentIndexContract, IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteDatabase _database;

    public SqliteContentIndexTests()
    {
        _database = SqliteDatabase.Open(_directory.File("test.db"), NullLogger<SqliteDatabase>.Instance);
        Index = new SqliteContentIndex(_database);
    }

    protected override IContentIndex Index { get; }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Dispose();
    }
}
