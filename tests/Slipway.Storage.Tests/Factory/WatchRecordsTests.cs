using Dapper;
using Slipway.Build.Remote;
using Slipway.Factory.Watching;
using Slipway.Factory.Watching.Polling;
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

    [Fact]
    public async Task A_report_that_the_version_before_stored_is_read()
    {
        var cancel = TestContext.Current.CancellationToken;
        var address = new GitAddress(new Uri("https://git.example.com/team/images.git"), "main", "");
        await Records.AddAsync(
            new Watch { Name = "trees", Target = new WatchTarget.Templates(address), Added = DateTimeOffset.UnixEpoch },
            cancel);
        var run = new WatchRun
        {
            Id = "1", Watch = "trees", Reference = "refs/heads/main", Commit = "c0ffee", Queued = DateTimeOffset.UnixEpoch,
        };
        await Records.SavePollAsync(
            "trees", new PollResult(DateTimeOffset.UnixEpoch, "c0ffee", [], null), [run], cancel);
        await _database.WriteAsync(connection => connection.Execute(
            """UPDATE factory_run SET report = '{"told":"Failed","attempts":0,"settled":true}'"""), cancel);

        var found = (await Records.ListRunsAsync("trees", 1, cancel)).ShouldHaveSingleItem();

        (found.Report.Sent, found.Report.Settled).ShouldBe((RunState.Failed, true));
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Dispose();
    }
}
