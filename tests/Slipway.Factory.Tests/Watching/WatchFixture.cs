using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Diagnostics.Loops;
using Slipway.Factory.DebianBase;
using Slipway.Factory.Pipeline;
using Slipway.Factory.Records;
using Slipway.Factory.Sources;
using Slipway.Factory.Tests.Watching.Reports;
using Slipway.Factory.Watching;
using Slipway.Factory.Watching.Queue;
using Slipway.Factory.Watching.Records;
using Slipway.ImageTests;
using Slipway.Testing;
using Slipway.Testing.Builds;
using Slipway.Testing.Stores;

namespace Slipway.Factory.Tests.Watching;

/// <summary>
/// A factory that watches repositories of the loopback and reports there; it may be ended and opened again.
/// </summary>
internal sealed class WatchFixture : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);
    private readonly TemporaryDirectory _directory = new();
    private readonly BuildMachine _machine;
    private FactoryPipeline? _pipeline;
    private FactoryWatchService? _watching;

    private WatchFixture(BuildMachine machine) => _machine = machine;

    /// <summary>Of the trees, so that tests on one machine have images of their own.</summary>
    public string Name { get; } = "tree-" + Guid.NewGuid().ToString("n")[..8];

    public InMemoryWatchRecords Records { get; } = new();

    public InMemoryImageRecords Images { get; } = new();

    public ReviewServer Reviews { get; private set; } = null!;

    public ServedRepository Trees { get; private set; } = null!;

    public FactoryWatchService Watching => _watching!;

    public FactoryPipeline Pipeline => _pipeline!;

    public static async Task<WatchFixture> OpenAsync(BuildMachine machine)
    {
        var fixture = new WatchFixture(machine)
        {
            Reviews = await ReviewServer.StartAsync(), Trees = await ServedRepository.StartAsync(),
        };
        await fixture.StartAsync();
        return fixture;
    }

    /// <summary>A tree with an image and one that is made from it.</summary>
    public (string, string?)[] Tree(string script = "true", string more = "") =>
    [
        ("factory.yml", $"name: {Name}\ngroup: {Name}\nbases: [busybox]\ntolerate: [user]\n{more}"),
        ("base/Dockerfile", $"FROM busybox:1\nRUN {script}"),
        ("app/Dockerfile.j2", "FROM {{ image_spec('base') }}\nRUN echo app > /app"),
    ];

    public async Task StartAsync()
    {
        var debian = new DebianBaseBuilder(
            _directory.File("debian"), _machine.Engine, _machine.Content, _machine.Images, _machine.Cache);
        var repositories = new GitRepositories(_machine.Repositories, mayReachThisMachine: true);
        _pipeline = new FactoryPipeline(new FactoryServices(
            _machine.Builder, debian, _machine.Engine,
            new ImageTester(_machine.Gears, _machine.Engine, NullLogger<ImageTester>.Instance),
            _machine.Content, _machine.Images, Images,
            new PackageIndex(_directory.File("index"), _directory.File("index.work"), TimeProvider.System),
            _directory.File("work"), TimeProvider.System)
        {
            Loggers = NullLoggerFactory.Instance, Repositories = repositories,
        });
        _watching = new FactoryWatchService(new WatchServices(
            _pipeline, repositories, _machine.Images, Records,
            new WatchSecrets((value, purpose) => $"{purpose}|{Convert.ToBase64String(value)}",
                (text, purpose) => Convert.FromBase64String(Opened(text, purpose))),
            _directory.File("watching"), run => $"https://slipway.example.com/{run}",
            new BackgroundLoops(TimeProvider.System, NullLoggerFactory.Instance), NullLoggerFactory.Instance,
            TimeProvider.System)
        {
            MayReachThisMachine = true,
        });
        await _watching.StartAsync(CancellationToken.None);
    }

    public async Task StopWatchingAsync()
    {
        if (_watching is not null)
            await _watching.DisposeAsync();
        _watching = null;
    }

    public async Task StopAsync()
    {
        await StopWatchingAsync();
        _pipeline?.Dispose();
        _pipeline = null;
    }

    public Task AddAsync(Watch watch, string? credential = null, string? hookSecret = null) =>
        Watching.AddAsync(watch with { Interval = Watch.MaxInterval }, credential, hookSecret, CancellationToken.None);

    /// <summary>Waits until the runs of a watch, oldest first, are as wanted.</summary>
    public async Task<IReadOnlyList<WatchRun>> RunsAsync(string watch, Func<IReadOnlyList<WatchRun>, bool> wanted)
    {
        IReadOnlyList<WatchRun> runs = [];
        await UntilAsync(
            async () => wanted(runs = [.. (await Records.ListRunsAsync(watch, 100, CancellationToken.None)).Reverse()]),
            () => string.Join('\n', runs));
        return runs;
    }

    /// <summary>Waits until so many runs have ended and none is open.</summary>
    public Task<IReadOnlyList<WatchRun>> EndedAsync(string watch, int count) =>
        RunsAsync(watch, runs => runs.Count >= count && runs.All(run => !run.IsOpen));

    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> shown)
    {
        if (!await Slipway.Diagnostics.Polling.UntilAsync(
            _ => condition(), Timeout, TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken))
            throw new TimeoutException($"it never came to pass; at last:\n{shown()}");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Reviews.DisposeAsync();
        await Trees.DisposeAsync();
        _directory.Dispose();
    }

    private static string Opened(string text, string purpose) =>
        text.StartsWith(purpose + "|", StringComparison.Ordinal)
            ? text[(purpose.Length + 1)..]
            : throw new InvalidOperationException($"it was not sealed for {purpose}");
}
