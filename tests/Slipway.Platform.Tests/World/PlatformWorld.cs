using System.Collections.Concurrent;
using Slipway.Engine.Gears;
using Slipway.Engine.InMemory;
using Slipway.Platform.Applications;
using Slipway.Platform.Builds;
using Slipway.Platform.Operations;
using Slipway.Storage.InMemory;
using Slipway.Testing;

namespace Slipway.Platform.Tests.World;

/// <summary>Everything that outlives a server: store, engine, edge, repositories, images. Servers come and go over it.</summary>
public sealed class PlatformWorld : IAsyncDisposable
{
    public const string Domain = "demo";
    private static int _ports = 20_000;
    private readonly TemporaryDirectory _directory = new();
    private Broker? _broker;

    public PlatformWorld(PlatformStores? stores = null)
    {
        Stores = stores ?? InMemoryStores.Create();
        Port = Interlocked.Increment(ref _ports);
        Programs = _ => new InMemoryProgram { Ports = [Port] };
        Engine = new InMemoryGearEngine(spec => Programs(spec));
    }

    public PlatformStores Stores { get; }

    /// <summary>Where the test's gears listen, on addresses of their own.</summary>
    public int Port { get; }

    public InMemoryGearEngine Engine { get; }

    public InMemoryEdge Edge { get; } = new();

    public InMemoryRepositories Repositories { get; } = new();

    public InMemoryBuilder Builder { get; } = new();

    public ConcurrentQueue<string> Reports { get; } = [];

    public Func<GearSpec, InMemoryProgram> Programs { get; set; }

    public int KeptReleases { get; set; } = 10;

    public Broker Broker => _broker ?? throw new InvalidOperationException("no server runs");

    public string Directory => _directory.Path;

    /// <summary>Starts a server; the one before is ended as if it were shut down.</summary>
    public async Task<Broker> StartAsync(Failpoint? failpoint = null)
    {
        await StopAsync();
        _broker = new Broker(
            new BrokerParts(Stores, Engine, Edge, Repositories, Builder) { Failpoint = failpoint ?? Failpoint.None, Report = Reports.Enqueue },
            new BrokerOptions { Directory = Directory, KeptReleases = KeptReleases, Parallel = 4 });
        await _broker.StartAsync(TestContext.Current.CancellationToken);
        return _broker;
    }

    public async Task StopAsync()
    {
        if (_broker is not null)
            await _broker.DisposeAsync();
        _broker = null;
    }

    /// <summary>Registers the cartridges <c>web:1</c>, <c>web:2</c> (a web group) and <c>db:1</c> (with a volume and a generated password).</summary>
    public async Task AddCartridgesAsync()
    {
        var liveness = $"Liveness-check: {{Port: {Port}, Start-period: 1s, Interval: 50ms, Failures: 1}}";
        await Broker.Cartridges.AddManifestAsync($"""
            Name: web
            Cartridge-Short-Name: WEB
            Version: "1"
            Versions: ["1", "2"]
            Image-name: cartridges/web:1
            Template-location: https://example.org/template.git
            Endpoints:
              - Private-IP-Name: IP
                Private-Port-Name: PORT
                Private-Port: {Port}
                Protocols: [http]
            {liveness}
            """, default);
        await Broker.Cartridges.AddManifestAsync($"""
            Name: db
            Cartridge-Short-Name: DB
            Version: "1"
            Image-name: cartridges/db:1
            Storage-path: /var/lib/db
            Cart-Data:
              - Key: DB_PASSWORD
                Type: generated
                Description: The password
            Endpoints:
              - Private-IP-Name: IP
                Private-Port-Name: PORT
                Private-Port: {Port}
                Protocols: [tcp]
            {liveness}
            """, default);
    }

    public async Task<Application> CreateAsync(string name, string cartridge = "web:1", bool empty = false)
    {
        var operation = await Broker.Applications.CreateAsync(
            new NewApplication(Domain, name, cartridge) { From = empty ? null : "https://example.org/x.git", Empty = empty }, "alice", default);
        await EndAsync(operation, OperationState.Done);
        return await FindAsync(name);
    }

    public Task<Application> FindAsync(string name) => Broker.Applications.RequireAsync(Domain, name, default);

    public async Task<Operation> PushAsync(Application application, string content)
    {
        var commit = Repositories.Heads[application.Id] = Repositories.Commit(content);
        return await Broker.Builds.StartAsync(application, new SourceInput(SourceKind.Commit, commit) { Ref = "refs/heads/main" }, new BuildOptions(), "alice", default);
    }

    /// <summary>Waits for the end of an operation and checks its state.</summary>
    public async Task<Operation> EndAsync(Operation operation, OperationState expected)
    {
        var ended = await Broker.Operations.WaitAsync(operation.Id, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30));
        ended.State.ShouldBe(expected, $"{ended.Outcome} {ended.Cause}");
        return ended;
    }

    /// <summary>The ids of the engine's running gears.</summary>
    public async Task<IReadOnlyList<GearState>> RunningAsync() =>
        [.. (await Engine.ListAsync(default)).Where(gear => gear.Phase == GearPhase.Running)];

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Engine.Dispose();
        _directory.Dispose();
    }
}
