using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Factory.Watching.Records;
using Slipway.Storage.Sqlite;
using Slipway.Testing;
using Slipway.Testing.Stores;

namespace Slipway.Storage.Tests.Factory;

public sealed class InMemoryWatchRecordsTests : WatchRecordsContract
{
    protected override IWatchRecords Records { get; } = new InMemoryWatchRecords();
}

public sealed class SqliteWatchRecordsTests : WatchRecordsContract, IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteDatabase _database;

    public SqliteWatchRecordsTests()
    {
        _database = SqliteDatabase.Open(_directory.File("slipway.db"), NullLogger<SqliteDatabase>.Instance);
        Records = new SqliteWatchRecords(_database);
    }

    protected override IWatchRecords Records { get; }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Dispose();
    }
}
