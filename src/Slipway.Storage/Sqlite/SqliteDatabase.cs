using System.Collections.Concurrent;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Slipway.Storage.Sqlite;

/// <summary>
/// A database file with parallel readers and one writer. Readers see the last committed state (WAL). Writes are queued;
/// each is a transaction that is on disk when its task completes. The process that opened it owns the file.
/// </summary>
public sealed class SqliteDatabase : IAsyncDisposable
{
    private const int KeptReaders = 8;
    private readonly ConcurrentBag<SqliteConnection> _readers = [];
    private readonly SqliteWriter _writer;
    private readonly string _path;
    private volatile bool _disposed;

    private SqliteDatabase(string path, SqliteWriter writer) => (_path, _writer) = (path, writer);

    /// <summary>Opens the file, creating it if missing, and migrates its tables.</summary>
    /// <exception cref="SlipwayException">It is not Slipway's, is newer than this program, or cannot be
    /// migrated.</exception>
    public static SqliteDatabase Open(string path, ILogger<SqliteDatabase> log) =>
        Open(path, Migration.Shipped(), log);

    internal static SqliteDatabase Open(
        string path, IReadOnlyList<Migration> migrations, ILogger<SqliteDatabase> log)
    {
        SqliteSetup.Use();
        var connection = SqliteConnections.OpenWriter(path);
        try
        {
            new MigrationRunner(connection, migrations, log).Run();
            SqliteConnections.UseWriteAheadLog(connection);
            return new SqliteDatabase(path, new SqliteWriter(connection, log));
        }
        catch (Exception e)
        {
            connection.Dispose();
            if (e is SqliteException)
                throw new SlipwayException(
                    ErrorCode.Storage, $"the database {path} cannot be used: {e.Message}", inner: e);
            throw;
        }
    }

    /// <summary>
    /// Runs queries on one consistent state. SQLite reads do not block, so this runs on the caller's thread.
    /// </summary>
    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> query, CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancel.ThrowIfCancellationRequested();
        var connection = _readers.TryTake(out var kept) ? kept : SqliteConnections.OpenReader(_path);
        try
        {
            connection.Execute("BEGIN;");
            var result = query(connection);
            connection.Execute("COMMIT;");
            Return(connection);
            return Task.FromResult(result);
        }
        catch (Exception e)
        {
            connection.Dispose();
            return Task.FromException<T>(e);
        }
    }

    /// <summary>
    /// Runs the statements as one transaction, durable when the task completes; an exception rolls it back. The work
    /// runs on the writer's thread: it must not block or call back.
    /// </summary>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancel) =>
        _writer.EnqueueAsync(work, cancel);

    public Task WriteAsync(Action<SqliteConnection> work, CancellationToken cancel) =>
        _writer.EnqueueAsync(
            connection =>
            {
                work(connection);
                return 0;
            },
            cancel);

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        while (_readers.TryTake(out var reader))
            await reader.DisposeAsync();
        await _writer.DisposeAsync();
    }

    private void Return(SqliteConnection connection)
    {
        if (_disposed || _readers.Count >= KeptReaders)
            connection.Dispose();
        else
            _readers.Add(connection);
    }
}
