using System.Collections.Concurrent;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Slipway.Storage.Sqlite;

/// <summary>
/// The only writing thread. Work that is queued while a commit waits for the disk shares the next commit. Each piece of
/// work has its own savepoint, so a failure does not undo the others.
/// </summary>
internal sealed partial class SqliteWriter : IAsyncDisposable
{
    private const int MaxBatchSize = 64;
    private const int DiskFull = 13; // SQLITE_FULL
    private readonly BlockingCollection<Work> _queue = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SqliteConnection _connection;
    private readonly ILogger _log;

    public SqliteWriter(SqliteConnection connection, ILogger log)
    {
        (_connection, _log) = (connection, log);
        new Thread(Run) { IsBackground = true, Name = "sqlite writer" }.Start();
    }

    public Task<T> EnqueueAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancel)
    {
        var item = new Work<T>(work, cancel);
        try
        {
            _queue.Add(item, cancel);
        }
        catch (InvalidOperationException e)
        {
            throw new ObjectDisposedException(nameof(SqliteDatabase), e);
        }
        return item.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.CompleteAdding();
        await _ended.Task;
        _queue.Dispose();
    }

    private void Run()
    {
        var batch = new List<Work>();
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            batch.Add(first);
            while (batch.Count < MaxBatchSize && _queue.TryTake(out var next))
                batch.Add(next);
            Commit(batch);
            batch.Clear();
        }
        _connection.Dispose();
        _ended.SetResult();
    }

    private void Commit(List<Work> batch)
    {
        try
        {
            _connection.Execute("BEGIN IMMEDIATE");
            foreach (var work in batch)
                RunOne(work);
            _connection.Execute("COMMIT;");
            batch.ForEach(work => work.Complete());
        }
        catch (Exception e)
        {
            // The whole batch is rolled back (by a full disk, for example): all of it has failed.
            LogFailure(e, batch.Count);
            TryRollBack();
            batch.ForEach(work => work.Fail(e));
        }
    }

    private void RunOne(Work work)
    {
        _connection.Execute("SAVEPOINT work");
        var succeeded = work.Run(_connection);
        _connection.Execute(succeeded ? "RELEASE work" : "ROLLBACK TO work; RELEASE work");
    }

    private void TryRollBack()
    {
        try
        {
            _connection.Execute("ROLLBACK;");
        }
        catch (SqliteException)
        {
            // SQLite has already rolled back.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "a transaction of {Writes} writes failed and was undone")]
    private partial void LogFailure(Exception failure, int writes);

    private abstract class Work
    {
        public abstract bool Run(SqliteConnection connection);

        public abstract void Complete();

        public abstract void Fail(Exception cause);
    }

    private sealed class Work<T>(Func<SqliteConnection, T> run, CancellationToken cancel) : Work
    {
        private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Exception? _error;
        private T? _result;

        public Task<T> Task => _completion.Task;

        public override bool Run(SqliteConnection connection)
        {
            try
            {
                cancel.ThrowIfCancellationRequested();
                _result = run(connection);
                return true;
            }
            catch (Exception e)
            {
                _error = e;
                return false;
            }
        }

        public override void Complete()
        {
            if (_error is null)
                _completion.SetResult(_result!);
            else
                Fail(_error);
        }

        private static Exception Translate(Exception cause) =>
            cause is SqliteException { SqliteErrorCode: DiskFull }
                ? new SlipwayException(
                    ErrorCode.DiskFull, "the disk that holds the database is full", "free space on it", cause)
                : cause;

        public override void Fail(Exception cause)
        {
            if (cause is OperationCanceledException)
                _completion.TrySetCanceled(cancel);
            else
                _completion.TrySetException(Translate(_error ?? cause));
        }
    }
}
