using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Platform.Builds;
using Slipway.Platform.Composition;
using Slipway.Platform.Operations;
using Slipway.Storage.Sqlite;
using Slipway.Storage.Sqlite.Platform;
using Slipway.Testing;
using Slipway.Testing.World;

namespace Slipway.Platform.Tests.Operations;

/// <summary>
/// Operations as the version before wrote them, with input and progress of all kinds in one <c>data</c>: the bodies are
/// that version's own, taken from its database at every point of every scenario.
/// </summary>
public sealed class StoredOperationTests
{
    private sealed record Stored(string Scenario, string Point, string Body);

    public static TheoryData<string> Names => CrashTests.Names;

    private static readonly List<Stored> All =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Operations", "stored-operations.tsv"))
            .Select(line => line.Split('\t')).Select(fields => new Stored(fields[0], fields[1], fields[2])),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_operation_that_the_version_before_left_at_any_point_is_carried_on(string name)
    {
        var scenario = CrashTests.Scenarios[name];
        // An empty body: nothing was written since the point before. What is written at the end of a step is written
        // again at the beginning of the next, with its name.
        var left = All.Where(stored => stored.Scenario == name && stored.Point is not ("waiting" or "end"))
            .GroupBy(stored => stored.Point).SelectMany(points => points.Index().Select(
                point => (point.Item.Point, Nth: point.Index, point.Item.Body)))
            .Where(stored => stored.Body.Length > 0 && !stored.Point.EndsWith(":done", StringComparison.Ordinal))
            .ToList();
        left.ShouldNotBeEmpty();
        foreach (var (point, nth, body) in left)
            await CarryOnAsync(scenario, point, nth, body);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_operation_that_waited_in_the_version_before_is_begun(string name)
    {
        var waiting = All.Single(stored => stored.Scenario == name && stored.Point == "waiting");
        await CarryOnAsync(CrashTests.Scenarios[name], null, 0, waiting.Body);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_operation_that_ended_in_the_version_before_is_shown_as_it_was(string name)
    {
        var stored = All.Single(stored => stored.Scenario == name && stored.Point == "end");
        await using var world = await SqliteWorld.OpenAsync();
        await world.PutAsync("o", "a", ended: true, stored.Body);

        var shown = (await world.Stores.Operations.FindAsync("o", default)).ShouldNotBeNull();

        (shown.Ends, shown.Subject, shown.Account).ShouldBe((true, "demo/app", "alice"));
        shown.State.ShouldBe(CrashTests.Scenarios[name].End);
        (shown.State == OperationState.Done ? shown.Outcome : shown.Cause).ShouldNotBeNullOrEmpty();
        stored.Body.ShouldContain($"\"kind\":\"{shown.Kind}\"");
        shown.Commit.ShouldBe(CommitIn(stored.Body));
    }

    [Fact]
    public async Task All_that_a_build_was_asked_for_in_the_version_before_is_read()
    {
        var bodies = All.Where(stored => stored.Scenario == "upload").ToDictionary(stored => stored.Point);
        await using var world = await SqliteWorld.OpenAsync();
        foreach (var (point, stored) in bodies)
            await world.PutAsync(point, "a", point == "end", stored.Body);

        var waiting = (await world.Stores.Operations.FindAsync("waiting", default)).ShouldNotBeNull();
        var running = (await world.Stores.Operations.FindAsync("retire", default)).ShouldNotBeNull();
        var ended = (await world.Stores.Operations.FindAsync("end", default)).ShouldNotBeNull();

        var request = waiting.Request.ShouldBeOfType<BuildSource>();
        (request.Source.Kind, request.Source.Place.Length, waiting.Commit).ShouldBe((SourceKind.Binary, 16, null));
        (request.Options.Cartridge, request.Options.Image, request.Options.Incremental, request.Options.Force,
            request.Options.Timeout, request.Options.Limits.Cpus)
            .ShouldBe(("web:2", "images/other:1", false, true, TimeSpan.FromMinutes(5), 0.5));
        request.PrivateInputs.ShouldNotBeNullOrEmpty();
        var progress = running.Progress.Of<BuildProgress>();
        (progress.Build, progress.Unchanged, progress.Built!.CartridgeImage is not null).ShouldBe((2, false, true));
        running.Progress.Of<Slipway.Platform.Releases.ReleaseProgress>().ShouldSatisfyAllConditions(
            release => release.Release.ShouldBe(2), release => release.PreviousRelease.ShouldBe(1));
        ended.Request.ShouldBeOfType<BuildSource>().PrivateInputs.ShouldBeNull();
    }

    [Fact]
    public void There_are_bodies_of_every_kind() => OperationFormats.All.ShouldAllBe(
        format => All.Any(stored => stored.Body.Contains($"\"kind\":\"{format.Kind}\"")));

    /// <param name="point">Where the server died; null: before the operation began.</param>
    private static async Task CarryOnAsync(CrashTests.Scenario scenario, string? point, int nth, string body)
    {
        await using var world = await SqliteWorld.OpenAsync();
        await world.World.StartAsync();
        await world.World.AddCartridgesAsync();
        await scenario.Prepare(world.World);
        var broker = await world.World.StartAsync(new Failpoint((_, reached) =>
        {
            if (point is null || (reached == CurrentName(point) && nth-- == 0))
                throw new SimulatedCrashException(reached);
        }));
        var operation = await scenario.Begin(world.World);
        await Eventually.IsAsync(() => Task.FromResult(broker.Crash is not null), $"the server crashed at {point}");
        await world.World.StopAsync();
        await world.PutAsync(operation.Id, operation.Application, ended: false, body);

        await world.World.StartAsync();
        await world.World.EndAsync(operation, scenario.End);

        await CrashTests.RequireOrderAsync(world.World, $"after a crash at {point}");
    }

    [Fact]
    public async Task A_step_that_was_renamed_has_its_new_name()
    {
        var stored = All.First(stored => stored.Scenario == "upload" && stored.Point == "end").Body;
        stored.ShouldContain("\"retire\"");
        await using var world = await SqliteWorld.OpenAsync();
        await world.PutAsync("ended", "a", ended: true, stored);
        await world.PutAsync(
            "running", "a", ended: false, All.First(body => body.Scenario == "upload" && body.Point == "retire").Body);

        (await world.Stores.Operations.FindAsync("ended", default)).ShouldNotBeNull().Finished[^1].ShouldBe("prune");
        (await world.Stores.Operations.FindAsync("running", default)).ShouldNotBeNull().Step.ShouldBe("prune");
    }

    /// <summary>The step of today's version that the version before called otherwise.</summary>
    private static string CurrentName(string point) => point == "retire" ? "prune" : point;

    private static string? CommitIn(string body)
    {
        const string before = "\"source\":{\"kind\":\"Commit\",\"place\":\"";
        var at = body.IndexOf(before, StringComparison.Ordinal);
        return at < 0 ? null : body[(at + before.Length)..].Split('"')[0];
    }

    /// <summary>A world whose stores are a database, so that a record can be put in place of another.</summary>
    private sealed class SqliteWorld : IAsyncDisposable
    {
        private readonly TemporaryDirectory _directory = new();
        private readonly SqliteDatabase _database;

        private SqliteWorld()
        {
            _database = SqliteDatabase.Open(_directory.File("slipway.db"), NullLogger<SqliteDatabase>.Instance);
            World = new PlatformWorld(SqliteStores.Of(_database));
        }

        public PlatformWorld World { get; }

        public PlatformStores Stores => World.Stores;

        public static Task<SqliteWorld> OpenAsync() => Task.FromResult(new SqliteWorld());

        public Task<int> PutAsync(string id, string application, bool ended, string body) =>
            _database.WriteAsync(connection => connection.Execute(
                "INSERT INTO operation (id, application, ended, body) VALUES (@id, @application, @ended, @text) " +
                    "ON CONFLICT (id) DO UPDATE SET body = @text, ended = @ended",
                new
                {
                    id, application, ended,
                    text = body.Replace("$OPERATION", id).Replace("$APPLICATION", application),
                }), default);

        public async ValueTask DisposeAsync()
        {
            await World.DisposeAsync();
            await _database.DisposeAsync();
            _directory.Dispose();
        }
    }
}
