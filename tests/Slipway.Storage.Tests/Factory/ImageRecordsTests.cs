using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Factory.Records;
using Slipway.Storage.Sqlite;
using Slipway.Testing;
using Slipway.Testing.Stores;

namespace Slipway.Storage.Tests.Factory;

public sealed class InMemoryImageRecordsTests : ImageRecordsContract
{
    protected override IImageRecords Records { get; } = new InMemoryImageRecords();
}

public sealed class SqliteImageRecordsTests : ImageRecordsContract, IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteDatabase _database;

    public SqliteImageRecordsTests()
    {
        _database = SqliteDatabase.Open(_directory.File("slipway.db"), NullLogger<SqliteDatabase>.Instance);
        Records = new SqliteImageRecords(_database);
    }

    protected override IImageRecords Records { get; }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Dispose();
    }
}
