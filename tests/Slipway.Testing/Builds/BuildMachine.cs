using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Build.Cache;
using Slipway.Build.Remote;
using Slipway.Dockerfiles;
using Slipway.Dockerfiles.Execution;
using Slipway.Engine.Builds;
using Slipway.Engine.Embedded;
using Slipway.Engine.Embedded.Snapshots;
using Slipway.Git;
using Slipway.Git.Repositories;
using Slipway.Linux.Files;
using Slipway.Linux.Processes;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Registry.Content;
using Slipway.Testing;
using Slipway.Testing.Stores;

namespace Slipway.Testing.Builds;

/// <summary>
/// Everything a build needs, on a data directory of the test's own, with a small busybox image <c>busybox:1</c>.
/// </summary>
public sealed class BuildMachine : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private EngineHost _host = null!;
    private SnapshotStore _snapshots = null!;
    private Trash _trash = null!;
    private SmallDisk? _disk;

    public static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    /// <summary>The base image's file system, for those who import it elsewhere.</summary>
    public string BaseArchive => _directory.File("busybox.tar");

    public string DataDirectory => _directory.File("data");

    /// <summary>The bytes of a disk of its own for the data directory; null is this machine's.</summary>
    public long? DiskSize { get; init; }

    public SmallDisk Disk => _disk!;

    public BuildEngine Engine { get; private set; } = null!;

    /// <summary>Runs what was built.</summary>
    public EmbeddedEngine Gears { get; private set; } = null!;

    public ContentStore Content { get; private set; } = null!;

    public ImageStore Images { get; private set; } = null!;

    public BuildCache Cache { get; private set; } = null!;

    public IRemoteRepositories Repositories { get; private set; } = null!;

    public DockerfileBuilder Builder { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var index = new InMemoryContentIndex();
        _disk = DiskSize is { } size ? await SmallDisk.MountAsync(DataDirectory, size) : null;
        Directory.CreateDirectory(DataDirectory);
        _host = await EngineHost.OpenAsync(
            new EmbeddedEngineOptions
            {
                DataDirectory = DataDirectory, MaximumSlots = 6, SpareSlots = 1,
                Loggers = NullLoggerFactory.Instance, Loops = Silent.Loops,
            },
            CancellationToken.None);
        Content = new ContentStore(Path.Combine(DataDirectory, "blobs"), index, TimeProvider.System);
        Images = new ImageStore(Content, index);
        var places = new EngineDirectory(DataDirectory, _host.RunPath);
        _trash = new Trash(places, NullLogger<Trash>.Instance);
        _snapshots = new SnapshotStore(places, Content, _trash, Silent.Loops);
        Engine = new BuildEngine(_host, _snapshots, Content);
        Gears = await EmbeddedEngine.OpenAsync(_host, _snapshots, Images, CancellationToken.None);
        Cache = new BuildCache(new InMemoryCacheIndex(), Content, TimeProvider.System);
        var repositories = new RepositoryStore(new GitOptions(Path.Combine(DataDirectory, "repositories"),
            _host.RunPath) { FirstUserId = 0x6F80_0000 + ((uint)Environment.ProcessId % 0x8000 * 0x100) });
        Repositories = new RemoteRepositories(repositories);
        var options = new DockerfileBuilderOptions
        {
            Directory = Path.Combine(DataDirectory, "cache"), Repositories = Repositories,
        };
        Builder = new DockerfileBuilder(options, Engine, Content, Images, Cache);
        await MakeBaseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Gears.TeardownAsync(CancellationToken.None);
        await Gears.DisposeAsync();
        await _snapshots.DisposeAsync();
        await _trash.DisposeAsync();
        await _host.DisposeAsync();
        if (_disk is not null)
            await _disk.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>Builds, and gives what was told meanwhile.</summary>
    public async Task<(Image Image, List<BuildProgress> Progress)> BuildAsync(DockerfileBuild request)
    {
        var progress = new List<BuildProgress>();
        var image = await Builder.BuildAsync(
            request,
            one =>
            {
                lock (progress)
                    progress.Add(one);
                return ValueTask.CompletedTask;
            },
            CancellationToken.None);
        return (image, progress);
    }

    /// <summary>Runs a command in the image and gives its output.</summary>
    public async Task<string> RunAsync(Image image, params string[] command)
    {
        await using var root = await Engine.OpenAsync(image.Layers, null, CancellationToken.None);
        var lines = new List<string>();
        var step = new BuildStep { Command = command, Network = false, Environment = image.Config.Config?.Env ?? [] };
        var result = await root.RunAsync(
            step,
            line =>
            {
                lines.Add(line.Text);
                return ValueTask.CompletedTask;
            },
            CancellationToken.None);
        result.Succeeded.ShouldBeTrue(string.Join('\n', lines));
        return string.Join('\n', lines);
    }

    private async Task MakeBaseAsync()
    {
        (await Tool.RunAsync(["sh", "-c", BaseScript, "sh", _directory.File("base"), BaseArchive])).OrThrow();
        var lease = await Content.LeaseAsync("test", TimeSpan.FromHours(1), CancellationToken.None);
        await using var root = await Engine.OpenAsync(LayerChain.Empty, null, CancellationToken.None);
        await root.WithTreeAsync(
            path =>
            {
                using var tree = DirectoryHandle.Open(path);
                using var archive = File.OpenRead(BaseArchive);
                new ArchiveExtraction(
                    tree, new CopyOptions(null, null, UnixTime.Of(Time), null, 0),
                    CancellationToken.None).Extract(archive);
                return Task.FromResult(true);
            },
            CancellationToken.None);
        var layer = (await root.CommitAsync(new LayerCommit { LatestTime = Time }, lease, CancellationToken.None))!;
        var config = new ImageConfig
        {
            Created = Time,
            Architecture = "amd64",
            Os = "linux",
            Config = new ContainerConfig(),
            RootFs = new RootFileSystem([layer.DiffId]),
            History = [new HistoryEntry { Created = Time, Comment = "Imported from -" }],
        };
        await Images.PutAsync(ImageReference.Parse("busybox:1"), config, [layer.Blob], lease, CancellationToken.None);
    }

    private const string BaseScript =
        """
        set -e
        mkdir "$1"; cd "$1"; mkdir -p bin etc tmp root home/web var; chmod 1777 tmp; cp "$(command -v busybox)" bin/busybox
        for applet in $(busybox --list); do [ "$applet" = busybox ] || ln -s busybox bin/$applet; done
        for library in $(ldd bin/busybox 2>/dev/null | grep -o '/[^ ]*' || true); do mkdir -p .$(dirname $library); cp -L $library .$library; done
        printf 'root:x:0:0:root:/root:/bin/sh\nbin:x:2:2:bin:/bin:/bin/sh\nweb:x:33:44:web:/home/web:/bin/sh\n' > etc/passwd
        printf 'root:x:0:\nbin:x:2:\nweb:x:55:\nstaff:x:50:\n' > etc/group
        find . -exec touch -h -d @1600000000 {} +
        tar --numeric-owner --owner=0 --group=0 --sort=name -cf "$2" .
        """;
}
