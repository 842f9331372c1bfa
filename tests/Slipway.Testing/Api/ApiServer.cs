using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Build.Cache;
using Slipway.Diagnostics.Loops;
using Slipway.Dockerfiles;
using Slipway.Factory;
using Slipway.Factory.DebianBase;
using Slipway.Factory.Pipeline;
using Slipway.Factory.Records;
using Slipway.Factory.Sources;
using Slipway.Factory.Watching;
using Slipway.Factory.Watching.Records;
using Slipway.ImageTests;
using Slipway.Oci;
using Slipway.Platform.Accounts;
using Slipway.Platform.Composition;
using Slipway.Platform.Sealing;
using Slipway.Registry.Content;
using Slipway.Testing.Stores;
using Slipway.Testing.World;
using Slipway.Web.Endpoints;
using Slipway.Web.Problems;
using Slipway.Web.Requests;

namespace Slipway.Testing.Api;

/// <summary>
/// The API on a free loopback port over a whole platform whose stores, gears, edge and builder are in memory,
/// with the administrator <c>admin</c> and <c>dev</c> of the domain demo. What makes images needs an engine that
/// it does not have.
/// </summary>
public sealed class ApiServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly InMemoryContentIndex _index = new();
    private readonly WebApplication _application;
    private FactoryWatchService _watching = null!;

    private ApiServer(PlatformWorld world)
    {
        World = world;
        Content = new ContentStore(_directory.File("blobs"), _index, TimeProvider.System);
        Images = new ImageStore(Content, _index);
        world.Builder.Store = StoreAsync;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        AddServices(builder.Services);
        _application = builder.Build();
        _application.UseMiddleware<RequestId>();
        _application.UseMiddleware<ProblemMiddleware>();
        _application.Use(async (http, next) =>
        {
            await Before(http);
            await next(http);
        });
        _application.UseWebSockets();
        _application.MapSlipwayApi();
    }

    public PlatformWorld World { get; }

    public ContentStore Content { get; }

    public ImageStore Images { get; }

    public IServiceProvider Services => _application.Services;

    /// <summary>What happens to a request first: something that fails, perhaps.</summary>
    public Func<HttpContext, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>What the server logged.</summary>
    public RecordedLog Log { get; } = new();

    public BackgroundLoops Loops { get; } = new(TimeProvider.System, NullLoggerFactory.Instance);

    public string Uploads => _directory.File("uploads");

    public string Url => _application.Urls.Single();

    /// <summary>What the image factory watches; nothing at first, and repositories are out of its reach.</summary>
    public InMemoryWatchRecords FactoryWatches { get; } = new();

    /// <summary>What the image factory made; nothing at first.</summary>
    public InMemoryImageRecords FactoryImages { get; } = new();

    public static async Task<ApiServer> StartAsync()
    {
        var world = new PlatformWorld();
        await world.StartAsync();
        await world.AddCartridgesAsync();
        var server = new ApiServer(world);
        await world.Broker.Accounts.CreateAsync("admin", Role.Admin, default);
        await world.Broker.Accounts.CreateAsync("dev", Role.Member, default);
        await world.Broker.Domains.SetMemberAsync(PlatformWorld.Domain, "dev", true, default);
        await server._application.StartAsync();
        return server;
    }

    public async Task<string> TokenOfAsync(string account) =>
        (await World.Broker.Accounts.IssueTokenAsync(account, "test", null, default)).Token;

    public async Task<HttpClient> ClientOfAsync(string account)
    {
        var client = Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", await TokenOfAsync(account));
        return client;
    }

    /// <summary>A client that says not who it is.</summary>
    public HttpClient Client() =>
        new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(Url + "/api/v1/") };

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        await _watching.DisposeAsync();
        await World.DisposeAsync();
        _directory.Dispose();
    }

    private async Task<Digest> StoreAsync(string content)
    {
        var lease = await Content.LeaseAsync("test", TimeSpan.FromHours(1), default);
        var config = new ImageConfig
        {
            Architecture = "amd64", Os = "linux", RootFs = new RootFileSystem([]),
            Config = new ContainerConfig { Labels = new(StringComparer.Ordinal) { ["content"] = content } },
        };
        return (await Images.PutAsync(ImageReference.Parse("demo/built:latest"), config, [], lease, default)).Digest;
    }

    private void AddServices(IServiceCollection services)
    {
        var broker = World.Broker;
        var cache = new BuildCache(new InMemoryCacheIndex(), Content, TimeProvider.System);
        services.AddSlipwayApi().AddSingleton(Content).AddSingleton<IContentIndex>(_index).AddSingleton(Images)
            .AddSingleton(new UploadedTrees(Uploads)).AddSingleton(new Addresses(80, "http://slipway", "localhost"));
        var dockerfiles = new DockerfileBuilder(
            new DockerfileBuilderOptions { Directory = _directory.File("cache") }, null!, Content, Images, cache);
        var debian = new DebianBaseBuilder(_directory.File("debian"), null!, Content, Images, cache);
        var offer = new PackageIndex(_directory.File("offer"), _directory.File("offer.work"), TimeProvider.System);
        services.AddSingleton(dockerfiles).AddSingleton(debian).AddSingleton<IImageRecords>(FactoryImages)
            .AddSingleton(new ImagePush(Content, Images, FactoryImages, _directory.File("pushes")));
        var pipeline = new FactoryPipeline(
            new FactoryServices(dockerfiles, debian, null!,
                new ImageTester(null!, null!, NullLogger<ImageTester>.Instance), Content, Images, FactoryImages,
                offer, _directory.File("factory"), TimeProvider.System)
            {
                Loggers = NullLoggerFactory.Instance,
            });
        var key = new SealingKey(new byte[SealingKey.Length]);
        _watching = new FactoryWatchService(new WatchServices(
            pipeline, new GitRepositories(null, false), Images, FactoryWatches,
            new WatchSecrets((value, purpose) => key.Seal(value, purpose), key.Open),
            _directory.File("watching"), run => $"http://slipway/{run}", Loops, NullLoggerFactory.Instance,
            TimeProvider.System));
        services.AddSingleton(Loops).AddSingleton(pipeline)
            .AddSingleton<IWatchRecords>(FactoryWatches).AddSingleton(_watching);
        services.AddSingleton(broker.Accounts).AddSingleton(broker.Domains).AddSingleton(broker.Logins)
            .AddSingleton(broker.Applications).AddSingleton(broker.Builds)
            .AddSingleton(broker.PrivateInputs).AddSingleton(broker.Releases).AddSingleton(broker.Environment)
            .AddSingleton(broker.Limits).AddSingleton(broker.Gears)
            .AddSingleton(broker.Operations).AddSingleton(broker.Cartridges);
    }
}
