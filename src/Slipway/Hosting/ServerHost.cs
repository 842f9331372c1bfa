using Slipway.Platform.Composition;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Client;
using Slipway.Edge;
using Slipway.Git;
using Slipway.Git.Repositories;
using Slipway.Platform;
using Slipway.Platform.Builds;
using Slipway.Platform.Operations;
using Slipway.Platform.Sealing;
using Slipway.Storage.Sqlite.Platform;

namespace Slipway.Hosting;

/// <summary>
/// The server: opens what it stands on, takes over what runs, answers until it is told to stop. Gears and edge
/// go on without it.
/// </summary>
internal static class ServerHost
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static async Task RunAsync(ServerOptions options, CancellationToken cancel)
    {
        Prepare(options);
        using var held = ServerLock.Take(options.RunDirectory);
        ServerLog.Bound(options.ServerLog);
        File.Delete(LocalApi.SocketIn(options.Data));
        var repositories = new RepositoryStore(
            new GitOptions(Path.Combine(options.Data, "repositories"), options.RunDirectory));
        await using var infrastructure = await ServerInfrastructure.OpenAsync(
            options, new RemoteRepositories(repositories), cancel);
        using var edge = new HaproxyEdge(new EdgeOptions(Path.Combine(options.Data, "edge"))
        {
            Address = options.Edge.Address, Port = options.Edge.Port,
        });
        await edge.StartAsync(cancel);
        var artifacts = new SourceArtifactBuilder(infrastructure.Sources, infrastructure.Images, TimeProvider.System);
        using var loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole(console =>
            (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp) =
                (true, "yyyy-MM-dd HH:mm:ss.fff ", true)));
        var sealing = new SealingKey(KeyFile.OfSecrets(options.Data));
        var services = new BrokerServices(
            SqliteStores.Of(infrastructure.Database), infrastructure.Engine, edge, repositories, artifacts)
        {
            Sealing = sealing,
            Loggers = loggers,
            Failpoint = Failpoint.FromEnvironment(),
        };
        var settings =
            new BrokerOptions { Directory = options.Data, BaseHost = options.BaseHost, EdgePorts = options.TcpPorts };
        await using var broker = new Broker(
            services, options.Parallel is { } parallel ? settings with { Parallel = parallel } : settings);
        await FirstStart.EnsureAsync(options, broker.Accounts, broker.Domains, cancel);
        await broker.StartAsync(cancel);
        await using var watching = WatchHosting.Open(options, infrastructure, sealing, Report);
        await watching.StartAsync(cancel);
        await using var web = WebServer.Build(options, infrastructure, broker, repositories, watching);
        await web.Git.StartAsync(cancel);
        await using var maintenance = new MaintenanceService(
            infrastructure, new RepositoryMaintenance(repositories), Report);
        await ServeAsync(options, web.Application, cancel);
    }

    private static async Task ServeAsync(ServerOptions options, WebApplication web, CancellationToken cancel)
    {
        try
        {
            await web.StartAsync(cancel);
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new ClientException(
                ExitCode.Unavailable, $"{options.Api} is in use by another program", "pass another --api-port");
        }
        File.SetUnixFileMode(LocalApi.SocketIn(options.Data), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Report($"ready: API at http://{options.Api}, applications at {options.Edge}");
        using var stop = cancel.Register(web.Lifetime.StopApplication);
        await web.WaitForShutdownAsync(CancellationToken.None);
        Report("stopped; gears and edge go on");
    }

    private static void Prepare(ServerOptions options)
    {
        // Whoever made it: it holds token hashes, environments and repositories. Gears, git and the edge reach their
        // parts by ways of their own.
        Directory.CreateDirectory(options.Data);
        File.SetUnixFileMode(options.Data, OwnerOnly);
        Directory.CreateDirectory(options.Logs, OwnerOnly);
        Directory.CreateDirectory(options.RunDirectory);
    }

    private static void Report(string line) =>
        Console.Out.WriteLine($"{DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm:ss.fff} {line}");
}
