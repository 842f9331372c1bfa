using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Engine.Embedded;
using Slipway.Engine.Embedded.Snapshots;
using Slipway.Linux.Mounts;
using Slipway.Registry.Content;
using Slipway.Testing;
using Slipway.Testing.Stores;

namespace Slipway.Bench;

/// <summary>What an engine stands on, in a directory of its own that goes with the run.</summary>
internal sealed class BenchFixture : IAsyncDisposable
{
    private BenchFixture(string data, EngineHost host)
    {
        var index = new InMemoryContentIndex();
        (Data, Host) = (data, host);
        Content = new ContentStore(Path.Combine(data, "blobs"), index, TimeProvider.System);
        Images = new ImageStore(Content, index);
        Snapshots = new SnapshotStore(host.Directory, Content, host.Trash, Silent.Loops);
    }

    public string Data { get; }

    public EngineHost Host { get; }

    public ContentStore Content { get; }

    public ImageStore Images { get; }

    public SnapshotStore Snapshots { get; }

    public static async Task<BenchFixture> OpenAsync(int slots)
    {
        var data = Directory.CreateTempSubdirectory("slipway-bench-").FullName;
        return new BenchFixture(data, await EngineHost.OpenAsync(
            new EmbeddedEngineOptions
            {
                DataDirectory = data, MaximumSlots = slots,
                Loggers = NullLoggerFactory.Instance, Loops = Silent.Loops,
            }, default));
    }

    public async ValueTask DisposeAsync()
    {
        await Snapshots.DisposeAsync();
        await Host.TeardownAsync(default);
        await Host.DisposeAsync();
        // Tools that are compared leave mounts of their stores.
        Mount.UnmountAll(Data);
        Directory.Delete(Data, recursive: true);
    }
}
