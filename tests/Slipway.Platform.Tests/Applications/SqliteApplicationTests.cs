using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Storage.Sqlite;
using Slipway.Storage.Sqlite.Platform;
using Slipway.Testing;

namespace Slipway.Platform.Tests.Applications;

public sealed class SqliteApplicationTests : ApplicationTests
{
    private readonly TemporaryDirectory _directory;
    private readonly SqliteDatabase _database;

    public SqliteApplicationTests() : this(new TemporaryDirectory())
    {
    }

    private SqliteApplicationTests(TemporaryDirectory directory)
        : this(directory, SqliteDatabase.Open(directory.File("slipway.db"), NullLogger<SqliteDatabase>.Instance))
    {
    }

    private SqliteApplicationTests(TemporaryDirectory directory, SqliteDatabase database)
        : base(SqliteStores.Of(database)) =>
        (_directory, _database) = (directory, database);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _database.DisposeAsync();
        _directory.Dispose();
    }
}
