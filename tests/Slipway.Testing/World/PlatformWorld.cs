using System.Collections.Concurrent;
using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Slipway.Diagnostics.Loops;
using Slipway.Engine.Gears;
using Slipway.Platform.Accounts;
using Slipway.Platform.Applications;
using Slipway.Platform.Builds;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Composition;
using Slipway.Platform.Operations;
using Slipway.Platform.Provisioning;
using Slipway.Platform.Sealing;
using Slipway.Testing.Gears;
using Slipway.Testing.Stores;

namespace Slipway.Testing.World;

/// <summary>
/// Everything that outlives a server: store, engine, edge, repositories, images. Servers come and go over it.
/// </summary>
public sealed class PlatformWorld : IAsyncDisposable
{
    public const string Domain = "demo";
    private static int _ports = 20_000;
    private readonly TemporaryDirectory _directory = new();
    private readonly ReportLoggers _loggers;
    private Broker? _broker;

    public PlatformWorld(PlatformStores? stores = null)
    {
        _loggers = new ReportLoggers(Reports);
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

    public SealingKey Sealing { get; set; } = new(RandomNumberGenerator.GetBytes(SealingKey.Length));

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where servers log to instead of <see cref="Reports"/>, when it is not null.</summary>
    public ILoggerFactory? Loggers { get; init; }

    /// <summary>The background loops of the server that runs.</summary>
    public BackgroundLoops Loops { get; private set; } = null!;

    /// <summary>What servers have written to their log.</summary>
    public ConcurrentQueue<string> Reports { get; } = [];

    public Func<GearSpec, InMemoryProgram> Programs { get; set; }

    public int KeptReleases { get; set; } = 10;

    public TimeSpan DrainLimit { get; set; } = TimeSpan.FromSeconds(30);

    public Broker Broker => _broker ?? throw new InvalidOperationException("no server runs");

    public string Directory => _directory.Path;

    /// <summary>Starts a server; the one before is ended as if it were shut down.</summary>
    public async Task<Broker> StartAsync(Failpoint? failpoint = null)
    {
        await StopAsync();
        if (await Stores.Accounts.FindDomainAsync(Domain, default) is null)
            await Stores.Accounts.AddDomainAsync(new Domain(Domain, [], DateTimeOffset.UnixEpoch), default);
        Loops = new BackgroundLoops(Time, Loggers ?? _loggers);
        _broker = new Broker(
            new BrokerServices(Stores, Engine, Edge, Repositories, Builder)
            {
                Time = Time, Sealing = Sealing, Failpoint = failpoint ?? Failpoint.None, Loggers = Loggers ?? _loggers,
                Loops = Loops,
            },
            new BrokerOptions
            {
                Directory = Directory, KeptReleases = KeptReleases, DrainLimit = DrainLimit, Parallel = 4,
            });
        await _broker.StartAsync(TestContext.Current.CancellationToken);
        return _broker;
    }

    public async Task StopAsync()
    {
        if (_broker is not null)
            await _broker.DisposeAsync();
        _broker = null;
    }

    /// <summary>
    /// Registers the cartridges <c>web:1</c>, <c>web:2</c> (a web group) and <c>db:1</c> (with a volume and a
    /// generated password).
    /// </summary>
    public async Task AddCartridgesAsync()
    {
        var liveness = $"Liveness-check: {{Port: {Port}, Start-period: 1s, Interval: 50ms, Failures: 1}}";
        await AddCartridgeAsync($"""
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
            """);
        await AddCartridgeAsync($"""
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
            """);
    }

    /// <summary>Registers a cartridge that is only a manifest: its image has the scripts.</summary>
    public async Task<IReadOnlyList<RegisteredCartridge>> AddCartridgeAsync(string manifest)
    {
        var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, leaveOpen: true))
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "manifest.yml")
            {
                DataStream = new MemoryStream(Encoding.UTF8.GetBytes(manifest)),
            });
        archive.Position = 0;
        return await AddCartridgeAsync(archive);
    }

    public async Task<IReadOnlyList<RegisteredCartridge>> AddCartridgeAsync(Stream archive)
    {
        using var uploaded = new TemporaryDirectory();
        return await Broker.Cartridges.AddAsync(
            await CartridgeRegistry.UnpackAsync(archive, uploaded.Path, default), default);
    }

    public async Task<Application> CreateAsync(string name, string cartridge = "web:1", bool empty = false)
    {
        var operation = await Broker.Applications.CreateAsync(
            new NewApplication(Domain, name, cartridge)
            {
                From = empty ? null : "https://example.org/x.git", Empty = empty,
            }, "alice", default);
        await EndAsync(operation, OperationState.Done);
        return await FindAsync(name);
    }

    public Task<Application> FindAsync(string name) => Broker.Applications.RequireAsync(Domain, name, default);

    public async Task<Operation> PushAsync(Application application, string content)
    {
        var commit = Repositories.Heads[application.Id] = Repositories.Commit(content);
        return await Broker.Builds.StartAsync(
            application, new SourceInput(SourceKind.Commit, commit) { Ref = "refs/heads/main" }, new BuildOptions(),
            PrivateInputs.None, "alice", default);
    }

    /// <summary>
    /// Waits for the end of an operation, and of what finishes beside it unless a conversation goes on, and
    /// checks its state.
    /// </summary>
    public async Task<Operation> EndAsync(Operation operation, OperationState expected)
    {
        var ended = await Broker.Operations.WaitAsync(operation.Id, TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(30));
        ended.State.ShouldBe(expected, $"{ended.Outcome} {ended.Cause}");
        if (Edge.Conversation is not { Task.IsCompleted: false })
            await SettledAsync();
        return ended;
    }

    /// <summary>Waits until no gear is left that only finishes what it has.</summary>
    public Task SettledAsync() => Eventually.IsAsync(
        async () => (await Stores.Replicas.ListAsync(null, default)).All(replica => replica.DrainUntil is null)
        && Edge.Table.Backends.All(backend => backend.Servers.All(server => !server.Draining)),
        "all old gears are gone");

    /// <summary>The ids of the engine's running gears.</summary>
    public async Task<IReadOnlyList<GearState>> RunningAsync() =>
        [.. (await Engine.ListAsync(default)).Where(gear => gear.Phase == GearPhase.Running)];

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Engine.Dispose();
        _loggers.Dispose();
        _directory.Dispose();
    }
}
