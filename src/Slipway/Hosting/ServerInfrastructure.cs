using Slipway.Build.Cache;
using Slipway.Build.Remote;
using Slipway.Dockerfiles;
using Slipway.Engine.Builds;
using Slipway.Engine.Embedded;
using Slipway.Engine.Embedded.Snapshots;
using Slipway.Factory;
using Slipway.Factory.DebianBase;
using Slipway.Factory.Pipeline;
using Slipway.Factory.Records;
using Slipway.Factory.Sources;
using Slipway.Factory.Watching.Records;
using Slipway.Hosting.Logs;
using Slipway.ImageTests;
using Slipway.Registry.Content;
using Slipway.SourceToImage;
using Slipway.Storage.Sqlite;

namespace Slipway.Hosting;

/// <summary>
/// The infrastructure below the platform, opened in order over one data directory: database, blobs, engine, builders.
/// Disposed in reverse order.
/// </summary>
internal sealed class ServerInfrastructure : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _opened = new();

    private ServerInfrastructure()
    {
    }

    public required SqliteDatabase Database { get; init; }

    public required IContentIndex ContentIndex { get; init; }

    public required ContentStore Content { get; init; }

    public required ImageStore Images { get; init; }

    public required BuildCache Cache { get; init; }

    public SnapshotStore Snapshots { get; private set; } = null!;

    public EmbeddedEngine Engine { get; private set; } = null!;

    public DockerfileBuilder Dockerfiles { get; private set; } = null!;

    public DebianBaseBuilder Debian { get; private set; } = null!;

    public SourceBuilder Sources { get; private set; } = null!;

    public FactoryPipeline Factory { get; private set; } = null!;

    public required IWatchRecords FactoryWatches { get; init; }

    public required GitRepositories FactoryRepositories { get; init; }

    public required IImageRecords FactoryImages { get; init; }

    public static async Task<ServerInfrastructure> OpenAsync(
        ServerOptions options, IRemoteRepositories? remotes, ServerDiagnostics diagnostics, CancellationToken cancel)
    {
        var database = SqliteDatabase.Open(options.Database, diagnostics.Log<SqliteDatabase>());
        var index = new SqliteContentIndex(database);
        var content = new ContentStore(Path.Combine(options.Data, "blobs"), index, TimeProvider.System);
        var infrastructure = new ServerInfrastructure
        {
            Database = database,
            FactoryRepositories = new GitRepositories(remotes, mayReachThisMachine: false),
            ContentIndex = index,
            Content = content,
            Images = new ImageStore(content, index),
            FactoryWatches = new SqliteWatchRecords(database),
            FactoryImages = new SqliteImageRecords(database),
            Cache = new BuildCache(new SqliteCacheIndex(database), content, TimeProvider.System),
        };
        infrastructure._opened.Push(database);
        try
        {
            await infrastructure.OpenEngineAsync(options, remotes, diagnostics, cancel);
            return infrastructure;
        }
        catch
        {
            await infrastructure.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_opened.TryPop(out var part))
            await part.DisposeAsync();
    }

    private async Task OpenEngineAsync(
        ServerOptions options, IRemoteRepositories? remotes, ServerDiagnostics diagnostics, CancellationToken cancel)
    {
        await Content.RecoverAsync(cancel);
        var engine = new EmbeddedEngineOptions
        {
            DataDirectory = options.Data, Loggers = diagnostics.Loggers, Loops = diagnostics.Loops,
        };
        var host = Opened(await EngineHost.OpenAsync(engine, cancel));
        Snapshots = Opened(new SnapshotStore(host.Directory, Content, host.Trash, diagnostics.Loops));
        Engine = Opened(await EmbeddedEngine.OpenAsync(host, Snapshots, Images, cancel));
        var builds = new BuildEngine(host, Snapshots, Content,
            options.BuildCertificates is { } certificates ? new BuildTrust(certificates) : null);
        var dockerfiles =
            new DockerfileBuilderOptions { Directory = Path.Combine(options.Data, "cache"), Repositories = remotes };
        Dockerfiles = new DockerfileBuilder(dockerfiles, builds, Content, Images, Cache);
        Debian = new DebianBaseBuilder(Path.Combine(options.Data, "builds", "debian"), builds, Content, Images, Cache);
        var sources = new SourceBuilderOptions(
            Path.Combine(options.Data, "builds", "sources"), KeyFile.OfBuilds(options.Data));
        Sources = new SourceBuilder(builds, Content, Images, Cache, sources, TimeProvider.System);
        Sources.RemoveLeftovers();
        Debian.RemoveLeftovers();
        var offer = new PackageIndex(Path.Combine(options.Data, "cache", "package-index"),
            Path.Combine(options.Data, "builds", "index"), TimeProvider.System);
        offer.RemoveLeftovers();
        Factory = new FactoryPipeline(new FactoryServices(
            Dockerfiles, Debian, builds, new ImageTester(Engine, builds, diagnostics.Log<ImageTester>()), Content,
            Images, FactoryImages, offer, Path.Combine(options.Data, "builds", "factory"), TimeProvider.System)
        {
            Loggers = diagnostics.Loggers,
            Repositories = FactoryRepositories,
        });
    }

    private T Opened<T>(T part) where T : IAsyncDisposable
    {
        _opened.Push(part);
        return part;
    }
}
