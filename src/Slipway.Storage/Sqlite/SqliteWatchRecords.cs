using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using Slipway.Factory.Watching;
using Slipway.Factory.Watching.Polling;
using Slipway.Factory.Watching.Queue;
using Slipway.Factory.Watching.Records;
using Slipway.Factory.Watching.Reports;

namespace Slipway.Storage.Sqlite;

/// <summary>The image factory's watches and their queue in the database.</summary>
public sealed class SqliteWatchRecords(SqliteDatabase database) : IWatchRecords
{
    private const string Runs = "SELECT id AS Id, watch AS Watch, body AS Body, report AS Report FROM factory_run";

    public Task<bool> AddAsync(Watch watch, CancellationToken cancel) => database.WriteAsync(
        connection => connection.Execute(
            "INSERT OR IGNORE INTO factory_watch (name, turn, body) VALUES (@Name, 0, @body)",
            new { watch.Name, body = WatchBody.Write(watch) }) > 0,
        cancel);

    public Task<IReadOnlyList<Watch>> ListAsync(CancellationToken cancel) => database.ReadAsync<IReadOnlyList<Watch>>(
        connection =>
        [
            .. connection.Query<(string Name, string Body)>("SELECT name, body FROM factory_watch ORDER BY name")
                .Select(row => WatchBody.Read(row.Name, row.Body)),
        ],
        cancel);

    public Task<bool> RemoveAsync(string name, CancellationToken cancel) =>
        database.WriteAsync(
            connection => connection.Execute("DELETE FROM factory_watch WHERE name = @name", new { name }) > 0, cancel);

    public Task<WatchState?> FindStateAsync(string watch, CancellationToken cancel) => database.ReadAsync(
        connection =>
        {
            var seen = connection.QueryFirstOrDefault<StateRow>(
                "SELECT looked AS Looked, tip AS Tip, failure AS Failure FROM factory_sighting WHERE watch = @watch",
                new { watch });
            if (seen is null)
                return null;
            var patchsets = connection.Query<(long Change, long Patchset)>(
                "SELECT change_number, patchset FROM factory_patchset WHERE watch = @watch", new { watch });
            return new WatchState(DateTimeOffset.FromUnixTimeMilliseconds(seen.Looked), seen.Tip,
                patchsets.ToImmutableDictionary(row => (int)row.Change, row => (int)row.Patchset), seen.Failure);
        },
        cancel);

    public Task SavePollAsync(
        string watch, PollResult result, IReadOnlyCollection<WatchRun> runs,
        CancellationToken cancel) => database.WriteAsync(
        connection =>
        {
            if (connection.ExecuteScalar<long>(
                "SELECT COUNT(*) FROM factory_watch WHERE name = @watch", new { watch }) == 0)
                return;
            connection.Execute(
                """
                INSERT INTO factory_sighting (watch, looked, tip, failure) VALUES (@watch, @looked, @Tip, @Failure)
                ON CONFLICT (watch) DO UPDATE SET looked = excluded.looked, tip = COALESCE(excluded.tip, tip), failure = excluded.failure
                """,
                new { watch, looked = result.Time.ToUnixTimeMilliseconds(), result.Tip, result.Failure });
            connection.Execute(
                "INSERT OR REPLACE INTO factory_patchset (watch, change_number, patchset) " +
                    "VALUES (@watch, @Key, @Value)",
                result.Patchsets.Select(seen => new { watch, seen.Key, seen.Value }));
            connection.Execute(
                "INSERT INTO factory_run (id, watch, open, settled, body, report) VALUES (@Id, @Watch, @open, " +
                    "@settled, @body, @report)",
                runs.Select(run => new
                {
                    run.Id, run.Watch, open = run.IsOpen ? 1 : 0, settled = run.Report.Settled ? 1 : 0,
                    body = RunBody.Write(run), report = RunBody.Write(run.Report),
                }));
        },
        cancel);

    public Task<IReadOnlyList<WatchRun>> ListOpenRunsAsync(CancellationToken cancel) =>
        QueryAsync($"{Runs} WHERE open = 1 ORDER BY id", null, cancel);

    public Task<IReadOnlyList<WatchRun>> ListRunsAsync(string? watch, int limit, CancellationToken cancel) =>
        QueryAsync($"{Runs} WHERE @watch IS NULL OR watch = @watch ORDER BY id DESC LIMIT @most",
            new { watch, most = limit }, cancel);

    public async Task<WatchRun?> FindRunAsync(string id, CancellationToken cancel) =>
        await QueryAsync($"{Runs} WHERE id = @id", new { id }, cancel) is [var run] ? run : null;

    public Task StartRunAsync(WatchRun run, CancellationToken cancel) => database.WriteAsync(
        connection =>
        {
            connection.Execute(
                "UPDATE factory_watch SET turn = (SELECT MAX(turn) + 1 FROM factory_watch) WHERE name = @Watch",
                new { run.Watch });
            Write(connection, run);
        },
        cancel);

    public Task UpdateRunAsync(WatchRun run, CancellationToken cancel) =>
        database.WriteAsync(connection => Write(connection, run), cancel);

    public Task<IReadOnlyDictionary<string, long>> ListLastStartsAsync(CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyDictionary<string, long>>(
            connection => connection.Query<(string Name, long Start)>("SELECT name, turn FROM factory_watch")
                .ToDictionary(row => row.Name, row => row.Start),
            cancel);

    public Task<IReadOnlyList<WatchRun>> ListUnreportedAsync(CancellationToken cancel) =>
        QueryAsync($"{Runs} WHERE settled = 0 ORDER BY id", null, cancel);

    public Task SaveReportAsync(string run, RunReport report, CancellationToken cancel) => database.WriteAsync(
        connection => connection.Execute(
            "UPDATE factory_run SET settled = @settled, report = @report WHERE id = @run",
            new { run, settled = report.Settled ? 1 : 0, report = RunBody.Write(report) }),
        cancel);

    private static void Write(SqliteConnection connection, WatchRun run)
    {
        connection.Execute(
            "UPDATE factory_run SET open = @open, body = @body WHERE id = @Id",
            new { run.Id, open = run.IsOpen ? 1 : 0, body = RunBody.Write(run) });
        connection.Execute(
            """
            DELETE FROM factory_run WHERE watch = @Watch AND open = 0 AND settled = 1 AND id NOT IN
              (SELECT id FROM factory_run WHERE watch = @Watch AND open = 0 AND settled = 1 ORDER BY id DESC LIMIT @most)
            """,
            new { run.Watch, most = IWatchRecords.MaxFinishedRuns });
    }

    private Task<IReadOnlyList<WatchRun>> QueryAsync(string sql, object? values, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<WatchRun>>(
            connection => [.. connection.Query<Row>(sql, values)
                .Select(row => RunBody.Read(row.Id, row.Watch, row.Body, row.Report))], cancel);

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string Watch { get; init; }

        public required string Body { get; init; }

        public required string Report { get; init; }
    }

    private sealed record StateRow
    {
        public long Looked { get; init; }

        public string? Tip { get; init; }

        public string? Failure { get; init; }
    }
}
