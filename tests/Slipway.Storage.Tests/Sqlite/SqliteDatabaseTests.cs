using Dapper;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Storage.Sqlite;
using Slipway.Testing;

namespace Slipway.Storage.Tests.Sqlite;

public sealed class SqliteDatabaseTests : IAsyncDisposable
{
    private static readonly ILogger<SqliteDatabase> Log = NullLogger<SqliteDatabase>.Instance;
    private static readonly Migration[] Tables =
        [new("0001-test", "CREATE TABLE entry (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, at INTEGER) STRICT")];
    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteDatabase _database;
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    public SqliteDatabaseTests() => _database = SqliteDatabase.Open(_directory.File("test.db"), Tables, Log);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task It_uses_the_bundled_library_with_a_write_ahead_log_full_sync_and_foreign_keys()
    {
        var maps = await File.ReadAllTextAsync("/proc/self/maps", _cancel);
        maps.ShouldContain("libe_sqlite3");
        maps.ShouldNotContain("libsqlite3.so.0");
        (await _database.WriteAsync(c => c.ExecuteScalar<long>("PRAGMA synchronous"), _cancel)).ShouldBe(2);
        (await _database.WriteAsync(c => c.ExecuteScalar<long>("PRAGMA foreign_keys"), _cancel)).ShouldBe(1);
        (await _database.ReadAsync(c => c.ExecuteScalar<string>("PRAGMA journal_mode"), _cancel)).ShouldBe("wal");
    }

    [Fact]
    public async Task A_full_disk_is_said_reads_go_on_and_writes_when_there_is_room_again()
    {
        await using var disk = await SmallDisk.MountAsync(_directory.File("disk"), 8 << 20);
        await using var database = SqliteDatabase.Open(Path.Combine(disk.Path, "full.db"), Tables, Log);
        Task WriteAsync(string text) => database.WriteAsync(
            c => c.Execute("INSERT INTO entry (text) VALUES (@text)", new { text }), _cancel);
        Task<long> CountAsync() => database.ReadAsync(
            c => c.ExecuteScalar<long>("SELECT count(*) FROM entry"), _cancel);
        await WriteAsync("before");
        (await CountAsync()).ShouldBe(1);
        var filler = disk.Fill();
        var full = await Refusal.OfAsync(ErrorCode.DiskFull, () => WriteAsync(new string('x', 1 << 20)));
        full.NextStep.ShouldNotBeNull().ShouldContain("free space");
        Slipway.Linux.Files.DiskSpace.IsDiskFull(full).ShouldBeTrue();
        (await CountAsync()).ShouldBe(1);
        File.Delete(filler);
        await WriteAsync("after");
        (await CountAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task Parallel_writes_are_all_kept_and_readers_see_them()
    {
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => AddAsync($"entry {i}")));
        (await CountAsync()).ShouldBe(500);
    }

    [Fact]
    public async Task A_write_that_fails_undoes_itself_and_not_its_neighbours()
    {
        await AddAsync("taken");
        var writes = Enumerable.Range(0, 50).Select(i => _database.WriteAsync(
            c =>
            {
                c.Execute("INSERT INTO entry (text) VALUES (@text)", new { text = $"first of {i}" });
                c.Execute(
                    "INSERT INTO entry (text) VALUES (@text)", new { text = i % 5 == 0 ? "taken" : $"second of {i}" });
            },
            _cancel)).ToList();
        await Task.WhenAll(writes).ContinueWith(_ => { }, TaskScheduler.Default);
        writes.Count(w => w.IsFaulted).ShouldBe(10);
        (await CountAsync()).ShouldBe(1 + (2 * 40));
    }

    [Fact]
    public async Task A_reader_sees_one_state_while_others_write()
    {
        var (before, after) = await _database.ReadAsync(
            c =>
            {
                var first = c.ExecuteScalar<long>("SELECT count(*) FROM entry");
                AddAsync("meanwhile").Wait(_cancel);
                return (first, c.ExecuteScalar<long>("SELECT count(*) FROM entry"));
            },
            _cancel);
        after.ShouldBe(before);
        (await CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Readers_cannot_write() =>
        await Should.ThrowAsync<Microsoft.Data.Sqlite.SqliteException>(
            () => _database.ReadAsync(c => c.Execute("DELETE FROM entry"), _cancel));

    [Fact]
    public async Task A_cancelled_write_changes_nothing()
    {
        await Should.ThrowAsync<OperationCanceledException>(() => _database.WriteAsync(
            c => c.Execute("INSERT INTO entry (text) VALUES ('x')"), new CancellationToken(true)));
        (await CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Times_are_kept_as_milliseconds_since_1970()
    {
        var time = new DateTimeOffset(2026, 5, 4, 3, 2, 1, 789, TimeSpan.Zero);
        await _database.WriteAsync(
            c => c.Execute("INSERT INTO entry (text, at) VALUES ('t', @time)", new { time }), _cancel);
        (await _database.ReadAsync(c => c.ExecuteScalar<long>("SELECT at FROM entry"), _cancel))
            .ShouldBe(time.ToUnixTimeMilliseconds());
        (await _database.ReadAsync(c => c.QuerySingle<DateTimeOffset>("SELECT at FROM entry"), _cancel)).ShouldBe(time);
    }

    [Fact]
    public async Task After_disposal_nothing_can_be_written()
    {
        await _database.DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(() => AddAsync("late"));
    }

    private Task<int> AddAsync(string text) =>
        _database.WriteAsync(c => c.Execute("INSERT INTO entry (text) VALUES (@text)", new { text }), _cancel);

    private Task<long> CountAsync() =>
        _database.ReadAsync(c => c.ExecuteScalar<long>("SELECT count(*) FROM entry"), _cancel);
}
