using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Build.Dockerfiles;
using Slipway.Build.Factory.DebianBase;
using Slipway.Platform;
using Slipway.Platform.Accounts;
using Slipway.Platform.Applications;
using Slipway.Platform.Builds;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Environment;
using Slipway.Platform.Gears;
using Slipway.Platform.Operations;
using Slipway.Platform.Releases;
using Slipway.Registry.Content;
using Slipway.Storage.InMemory;
using Slipway.Testing;
using Slipway.Web.Endpoints;
using Slipway.Web.Problems;

namespace Slipway.Web.Tests;

/// <summary>The API on a free loopback port over accounts and images in memory, with the administrator <c>admin</c> and <c>dev</c> of the domain demo.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    /// <summary>What the endpoints under test have nothing to do with.</summary>
    private static readonly Type[] Unused =
    [
        typeof(ApplicationService), typeof(BuildService), typeof(ReleaseService), typeof(EnvironmentService), typeof(GearService), typeof(OperationService),
        typeof(CartridgeRegistry), typeof(DockerfileBuilder), typeof(DebianBaseBuilder),
    ];

    private readonly TemporaryDirectory _directory = new();
    private readonly PlatformStores _stores = InMemoryStores.Create();
    private readonly InMemoryContentIndex _index = new();
    private readonly AccountService _accounts;
    private readonly WebApplication _application;

    private ApiServer()
    {
        _accounts = new AccountService(_stores.Accounts, TimeProvider.System);
        Content = new ContentStore(_directory.File("blobs"), _index, TimeProvider.System);
        Images = new ImageStore(Content, _index);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Services.AddSlipwayApi().AddSingleton(_accounts).AddSingleton(new DomainService(_stores.Accounts, _stores.Applications, TimeProvider.System))
            .AddSingleton(Content).AddSingleton(Images).AddSingleton(new UploadedTrees(Uploads)).AddSingleton(new Addresses(80, "", "localhost"));
        foreach (var type in Unused)
            builder.Services.AddSingleton(type, _ => throw new InvalidOperationException($"{type.Name} is not under test"));
        _application = builder.Build();
        _application.UseMiddleware<ProblemMiddleware>();
        _application.MapSlipwayApi();
    }

    public ContentStore Content { get; }

    public ImageStore Images { get; }

    public string Uploads => _directory.File("uploads");

    public static async Task<ApiServer> StartAsync()
    {
        var server = new ApiServer();
        await server._accounts.CreateAsync("admin", Role.Admin, default);
        await server._accounts.CreateAsync("dev", Role.Member, default);
        await server._application.Services.GetRequiredService<DomainService>().CreateAsync("demo", "dev", default);
        await server._application.StartAsync();
        return server;
    }

    public async Task<HttpClient> ClientOfAsync(string account)
    {
        var client = new HttpClient { BaseAddress = new Uri(_application.Urls.Single() + "/api/v1/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await _accounts.IssueTokenAsync(account, "test", null, default)).Token);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _directory.Dispose();
    }
}
