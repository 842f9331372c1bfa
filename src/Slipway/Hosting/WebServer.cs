using Slipway.Platform.Composition;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Factory.Pipeline;
using Slipway.Factory.Watching;
using Slipway.Git.Http;
using Slipway.Git.Repositories;
using Slipway.Hosting.Logs;
using Slipway.Platform;
using Slipway.Platform.Accounts;
using Slipway.Registry.Access;
using Slipway.Registry.Distribution;
using Slipway.Web.Endpoints;
using Slipway.Web.Problems;
using Slipway.Web.Requests;

namespace Slipway.Hosting;

/// <summary>
/// API, registry and git on one Kestrel server: a TCP port for clients with a token, a unix socket for root on this
/// machine.
/// </summary>
internal sealed record WebServer(
    WebApplication Application, GitServer Git, RegistryMaintenance RegistryMaintenance) : IAsyncDisposable
{
    /// <summary>
    /// The server has no settings files: watching them for changes would watch all files below its working directory,
    /// which is the whole machine.
    /// </summary>
    private static readonly WebApplicationOptions Unwatched = new()
    {
        ContentRootPath = AppContext.BaseDirectory, Args = ["--hostBuilder:reloadConfigOnChange=false"],
    };

    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    public static WebServer Build(
        ServerOptions options, ServerInfrastructure infrastructure, Broker broker, RepositoryStore repositories,
        FactoryWatchService watching, ServerDiagnostics diagnostics)
    {
        var builder = WebApplication.CreateSlimBuilder(Unwatched);
        builder.Services.AddSingleton(diagnostics.Loggers).AddSingleton(diagnostics.Loops);
        builder.WebHost.UseShutdownTimeout(ShutdownTimeout).ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Api);
            kestrel.ListenUnixSocket(LocalApi.SocketIn(options.Data));
            kestrel.AddServerHeader = false;
        });
        var addresses = new Addresses(options.Edge.Port, options.ApiUrl, options.BaseHost);
        AddServices(builder.Services, options, infrastructure, broker, addresses);
        builder.Services.AddSingleton(watching).AddSingleton(infrastructure.FactoryWatches);
        var registry = new DistributionApi(
            infrastructure.Content, infrastructure.Images, infrastructure.ContentIndex, (credentials, source, cancel) =>
                AuthenticateAsync(broker.Logins, credentials, source, cancel), TimeProvider.System);
        var application = builder.Build();
        application.UseForwardedClient(options.TrustedProxies);
        application.UseMiddleware<RequestId>();
        application.UseMiddleware<ProblemMiddleware>();
        application.UseWebSockets();
        application.MapSlipwayApi();
        application.MapDistribution(registry);
        var hosting = new GitHosting(broker, addresses);
        var git = new GitServer(repositories, hosting.AuthorizeAsync, hosting.DeployAsync,
            diagnostics.Log<GitServer>());
        application.MapGit(git);
        return new WebServer(application, git, new RegistryMaintenance(
            infrastructure.Content, registry, diagnostics.Loops, diagnostics.Log<RegistryMaintenance>()));
    }

    public async ValueTask DisposeAsync()
    {
        await RegistryMaintenance.DisposeAsync();
        await Git.DisposeAsync();
        await Application.DisposeAsync();
    }

    private static void AddServices(
        IServiceCollection services, ServerOptions options, ServerInfrastructure infrastructure,
        Broker broker, Addresses addresses)
    {
        services.AddSlipwayApi();
        services.AddSingleton(addresses);
        services.AddSingleton(new UploadedTrees(Path.Combine(options.RunDirectory, "trees")));
        services.AddSingleton(infrastructure.Content)
            .AddSingleton(infrastructure.ContentIndex).AddSingleton(infrastructure.Images);
        services.AddSingleton(infrastructure.Dockerfiles).AddSingleton(infrastructure.Debian);
        services.AddSingleton(infrastructure.Factory).AddSingleton(infrastructure.FactoryImages)
            .AddSingleton(new ImagePush(
                infrastructure.Content, infrastructure.Images, infrastructure.FactoryImages,
                Path.Combine(options.RunDirectory, "pushes")));
        services.AddSingleton(broker.Accounts).AddSingleton(broker.Domains)
            .AddSingleton(broker.Logins).AddSingleton(broker.Applications).AddSingleton(broker.Builds)
            .AddSingleton(broker.PrivateInputs)
            .AddSingleton(broker.Releases).AddSingleton(broker.Environment).AddSingleton(broker.Limits)
                .AddSingleton(broker.Gears).AddSingleton(broker.Operations).AddSingleton(broker.Cartridges);
    }

    private static async ValueTask<Principal?> AuthenticateAsync(
        LoginService logins, LoginCredentials credentials, IPAddress? source, CancellationToken cancel) =>
        await logins.AuthenticateAsync(credentials, source, ofUser: true, cancel) is { } account
            ? await logins.PrincipalOfAsync(account, cancel) : null;
}
