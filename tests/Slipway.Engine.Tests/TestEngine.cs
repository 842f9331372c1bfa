using Slipway.Engine.Embedded;
using Slipway.Engine.Embedded.Snapshots;
using Slipway.Engine.Gears;
using Slipway.Oci;
using Slipway.Registry.Content;
using Slipway.Testing;
using Slipway.Testing.Stores;

namespace Slipway.Engine.Tests;

/// <summary>
/// An embedded engine on a data directory of the test's own, with a busybox image; disposing it takes away all it made.
/// </summary>
internal sealed class TestEngine : IAsyncDisposable
{
    private readonly TestHost _test;
    private readonly Dictionary<Digest, Image> _images = [];
    private SnapshotStore _snapshots = null!;

    private TestEngine(TestHost test) => _test = test;

    public EmbeddedEngine Engine { get; private set; } = null!;

    public EngineHost Host => _test.Host;

    public Image Image { get; private set; } = null!;

    public static async Task<TestEngine> OpenAsync(Func<EmbeddedEngineOptions, EmbeddedEngineOptions>? change = null)
    {
        var test = new TestEngine(await TestHost.OpenAsync(change));
        await test.OpenEngineAsync();
        test.Image = await test.AddImageAsync(
            new ContainerConfig { Cmd = ["/bin/sh"], Env = ["FROM=image", "PATH=/bin"], StopSignal = "SIGTERM" });
        return test;
    }

    public async Task<Image> AddImageAsync(ContainerConfig config)
    {
        var files = Path.Combine(_test.Options.DataDirectory, "builds", Guid.NewGuid().ToString("n"));
        var image = await TestImage.CreateAsync(_snapshots, files, config);
        return _images[image.Digest] = image;
    }

    public GearSpec Spec(string id, params string[] command) =>
        new() { Id = id, Image = Image.Digest, Command = command.Length == 0 ? null : command };

    /// <summary>Runs a shell script as a gear to its end.</summary>
    public async Task<(GearState State, string Output)> RunAsync(string script, Func<GearSpec, GearSpec>? change = null)
    {
        var spec = Spec($"run-{Guid.NewGuid():n}", "/bin/sh", "-c", script);
        await Engine.StartAsync(change is null ? spec : change(spec), default);
        var state = await EndAsync(spec.Id);
        return (state, string.Join('\n', await LinesAsync(spec.Id)));
    }

    public async Task<IReadOnlyList<string>> LinesAsync(string gear) =>
        await Engine.LogsAsync(gear, null, follow: false, default).Select(l => l.Text).ToListAsync();

    public Task<GearState> EndAsync(string gear) =>
        Wait.ForAsync(async () => await Engine.FindAsync(gear, default) is { Phase: GearPhase.Ended } s ? s : null);

    /// <summary>What a restart of the server does.</summary>
    public async Task ReopenAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    /// <summary>What the end of the server's process does.</summary>
    public async Task CloseAsync()
    {
        await Engine.DisposeAsync();
        await _snapshots.DisposeAsync();
        await Host.DisposeAsync();
    }

    public async Task OpenAsync()
    {
        await _test.OpenHostAsync();
        await OpenEngineAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.TeardownAsync(default);
        await Engine.DisposeAsync();
        await _snapshots.DisposeAsync();
        await _test.DisposeAsync();
    }

    private async Task OpenEngineAsync()
    {
        var content = new ContentStore(
            Path.Combine(_test.Options.DataDirectory, "blobs"), new InMemoryContentIndex(), TimeProvider.System);
        _snapshots = new SnapshotStore(Host.Directory, content, Host.Trash, Silent.Loops);
        Engine = await EmbeddedEngine.OpenAsync(Host, _snapshots, FindAsync, default);
    }

    private Task<Image> FindAsync(Digest digest, CancellationToken cancel) =>
        _images.TryGetValue(digest, out var image)
            ? Task.FromResult(image)
            : throw ContentErrors.NotFound(digest);
}
