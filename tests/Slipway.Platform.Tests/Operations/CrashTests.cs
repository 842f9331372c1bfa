using Slipway.Engine.Gears;
using Slipway.Platform.Applications;
using Slipway.Platform.Builds;
using Slipway.Platform.Composition;
using Slipway.Platform.Gears;
using Slipway.Platform.Limits;
using Slipway.Platform.Operations;
using Slipway.Platform.Provisioning;
using Slipway.Testing.World;

namespace Slipway.Platform.Tests.Operations;

/// <summary>
/// The server dies after every persisted step of every kind of operation; the next one ends what it began.
/// </summary>
public sealed class CrashTests
{
    public sealed record Scenario(
        string Name, OperationState End, Func<PlatformWorld, Task> Prepare, Func<PlatformWorld, Task<Operation>> Begin)
    {
        public override string ToString() => Name;
    }

    public static TheoryData<string> Names => [.. Scenarios.Keys];

    internal static readonly Dictionary<string, Scenario> Scenarios = new Scenario[]
    {
        new("create application", OperationState.Done, _ => Task.CompletedTask,
            world => world.Broker.Applications.CreateAsync(
                new NewApplication("demo", "app", "web:1") { From = "https://example.org/x.git" }, "alice", default)),
        new("create application that does not build", OperationState.Failed, _ => Task.CompletedTask,
            world => world.Broker.Applications.CreateAsync(
                new NewApplication("demo", "app", "web:1") { From = "https://example.org/fail.git" },
                "alice", default)),
        new("build", OperationState.Done, world => world.CreateAsync("app"),
            async world => await world.PushAsync(await world.FindAsync("app"), "two")),
        new("build that fails", OperationState.Failed, world => world.CreateAsync("app"),
            async world => await world.PushAsync(await world.FindAsync("app"), "fail")),
        new("rollout that fails", OperationState.Failed, BreakAsync,
            async world => await world.PushAsync(await world.FindAsync("app"), "two")),
        new("rollout of a stateful group", OperationState.Done, world => world.CreateAsync("app", "db:1"),
            async world => await world.PushAsync(await world.FindAsync("app"), "two")),
        new("rollout of a stateful group that fails", OperationState.Failed, BreakStatefulAsync,
            async world => await world.PushAsync(await world.FindAsync("app"), "two")),
        new("environment change", OperationState.Done, world => world.CreateAsync("app"),
            async world => await world.Broker.Environment.ChangeAsync(
                await world.FindAsync("app"), new Dictionary<string, string?> { ["COLOR"] = "red" }, "alice", default)),
        new("environment change that fails", OperationState.Failed, BreakAsync,
            async world => await world.Broker.Environment.ChangeAsync(
                await world.FindAsync("app"), new Dictionary<string, string?> { ["COLOR"] = "red" }, "alice", default)),
        new("change of limits", OperationState.Done, world => world.CreateAsync("app"),
            async world => await world.Broker.Limits.ChangeAsync(
                await world.FindAsync("app"), new LimitChange(Memory: 1L << 30), "alice", default)),
        new("change of limits that fails", OperationState.Failed, BreakAsync,
            async world => await world.Broker.Limits.ChangeAsync(
                await world.FindAsync("app"), new LimitChange(Memory: 1L << 30), "alice", default)),
        new("scale up", OperationState.Done, world => world.CreateAsync("app"), async world =>
            await world.Broker.Applications.ScaleAsync(await world.FindAsync("app"), 3, "alice", default)),
        new("scale up that fails", OperationState.Failed, BreakAsync, async world =>
            await world.Broker.Applications.ScaleAsync(await world.FindAsync("app"), 3, "alice", default)),
        new("scale down", OperationState.Done, ScaledAsync, async world => await world.Broker.Applications.ScaleAsync(
            await world.FindAsync("app"), 1, "alice", default)),
        new("rollback", OperationState.Done, TwiceAsync, async world => await world.Broker.Releases.RollbackAsync(
            await world.FindAsync("app"), null, "alice", default)),
        new("delete application", OperationState.Done, world => world.CreateAsync("app", "db:1"),
            async world => await world.Broker.Applications.DeleteAsync(await world.FindAsync("app"), "alice", default)),
    }.ToDictionary(scenario => scenario.Name);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_operation_survives_a_crash_at_every_point(string name)
    {
        var scenario = Scenarios[name];
        var points = await PointsAsync(scenario);
        points.ShouldNotBeEmpty();
        for (var crash = 0; crash < points.Count; crash++)
            await CrashAtAsync(scenario, crash, points[crash]);
    }

    private static async Task<IReadOnlyList<string>> PointsAsync(Scenario scenario)
    {
        var points = new List<string>();
        await using var world = await WorldAsync(scenario);
        await world.StartAsync(new Failpoint((_, point) => points.Add(point)));
        await world.EndAsync(await scenario.Begin(world), scenario.End);
        await RequireOrderAsync(world, "without a crash");
        return points;
    }

    private static async Task CrashAtAsync(Scenario scenario, int crash, string point)
    {
        await using var world = await WorldAsync(scenario);
        var passed = 0;
        var broker = await world.StartAsync(new Failpoint((_, reached) =>
        {
            if (passed++ == crash)
                throw new SimulatedCrashException(reached);
        }));
        var operation = await scenario.Begin(world);
        await Eventually.IsAsync(() => Task.FromResult(broker.Crash is not null), $"the server crashed at {point}");
        await world.StopAsync();
        (await world.Stores.Operations.FindAsync(operation.Id, default))!.Ends.ShouldBeFalse();

        await world.StartAsync();
        var ended = await world.EndAsync(operation, scenario.End);

        if (scenario.End == OperationState.Failed)
            ended.Cause.ShouldNotBeNullOrEmpty();
        await RequireOrderAsync(world, $"after a crash at {point} ({crash})");
    }

    /// <summary>What holds whenever nothing is under way.</summary>
    internal static async Task RequireOrderAsync(PlatformWorld world, string when)
    {
        await world.SettledAsync();
        await Eventually.IsAsync(async () => (await world.Stores.Replicas.ListAsync(null, default)).All(
            replica => replica.Status == ReplicaStatus.Serving && IsOnEdge(world, replica)),
            $"all gears serve {when}");
        var replicas = await world.Stores.Replicas.ListAsync(null, default);
        var running = await world.RunningAsync();
        running.Select(state => state.Id).Order().ShouldBe(replicas.Select(replica => replica.Id).Order(), when);
        (await world.Engine.ListAsync(default)).Count.ShouldBe(running.Count, when);
        foreach (var application in await world.Stores.Applications.ListAsync(null, default))
        {
            var own = replicas.Where(replica => replica.Application == application.Id).ToList();
            own.ShouldAllBe(replica => replica.Release == application.Release, when);
            own.Count.ShouldBe(application.Release is null ? 0 : application.Scale, when);
            (await world.Stores.Releases.ListReleasesAsync(application.Id, default))
                .Select(release => release.Operation).ShouldBeUnique(when);
        }
        var servers = world.Edge.Table.Backends.SelectMany(backend => backend.Servers).ToList();
        servers.Select(server => server.Name).Order().ShouldBe(replicas.Select(replica => replica.Id).Order(), when);
        servers.ShouldAllBe(server => !server.Draining, when);
        Leftovers(world).ShouldBeEmpty(when);
    }

    // A gear that starts again is recorded first and shown to the edge next.
    private static bool IsOnEdge(PlatformWorld world, Replica replica) =>
        world.Edge.Table.Backends.Any(backend => backend.Servers.Any(server => server.Name == replica.Id));

    private static IEnumerable<string> Leftovers(PlatformWorld world) =>
        new[] { "run/sources", "run/uploads", "cartridges/.new" }
        .Select(folder => Path.Combine(world.Directory, folder))
        .Where(Directory.Exists).SelectMany(Directory.EnumerateFileSystemEntries);

    private static async Task<PlatformWorld> WorldAsync(Scenario scenario)
    {
        var world = new PlatformWorld();
        await world.StartAsync();
        await world.AddCartridgesAsync();
        await scenario.Prepare(world);
        return world;
    }

    private static async Task BreakAsync(PlatformWorld world)
    {
        await world.CreateAsync("app");
        world.Programs = _ => new() { ExitCode = 1 };
    }

    // The release before still comes to life: only the new one is broken.
    private static async Task BreakStatefulAsync(PlatformWorld world)
    {
        await world.CreateAsync("app", "db:1");
        world.Programs = spec =>
            spec.Labels["slipway.release"] == "1" ? new() { Ports = [world.Port] } : new() { ExitCode = 1 };
    }

    private static async Task ScaledAsync(PlatformWorld world)
    {
        var application = await world.CreateAsync("app");
        await world.EndAsync(
            await world.Broker.Applications.ScaleAsync(application, 3, "alice", default), OperationState.Done);
    }

    private static async Task TwiceAsync(PlatformWorld world)
    {
        var application = await world.CreateAsync("app");
        await world.EndAsync(await world.PushAsync(application, "two"), OperationState.Done);
    }
}
