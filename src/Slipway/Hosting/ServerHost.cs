using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Client;
using Slipway.Edge;
using Slipway.Git;
using Slipway.Git.Repositories;
using Slipway.Hosting.Logs;
using Slipway.Linux.Files;
using Slipway.Platform.Builds;
using Slipway.Platform.Composition;
using Slipway.Platform.Operations;
using Slipway.Platform.Sealing;
using Slipway.Storage.Sqlite.Platform;

namespace Slipway.Hosting;

/// <summary>
/// The server: opens its data, adopts running gears and edge, serves until it is stopped. Gears and edge keep running
/// without it.
/// </summary>
internal static partial class ServerHost
{
    private static readonly string Version = typeof(ServerHost).Assembly.GetName().Version!.ToString(3);

    public static async Task RunAsync(ServerOptions options, CancellationToken cancel)
    {
        Prepare(options);
        using var held = ServerLock.Take(options.RunDirectory);
        ServerLog.Bound(options.ServerLog);
        using var diagnostics = ServerDiagnostics.Open(options, Console.Out);
        var log = diagnostics.Loggers.CreateLogger("Slipway.Hosting.Server");
        LogStart(log, Version, Environment.ProcessId, options.Data);
        try
        {
            await RunAsync(options, diagnostics, log, cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            LogFailed(log, e.Message, InternalError.Is(e) ? e : null);
            throw;
        }
    }

    private static async Task RunAsync(
        ServerOptions options, ServerDiagnostics diagnostics, ILogger log, CancellationToken cancel)
    {
        TaskScheduler.UnobservedTaskException += (_, lost) => LogUnobserved(log, lost.Exception);
        File.Delete(LocalApi.SocketIn(options.Data));
        var repositories = new RepositoryStore(
            new GitOptions(Path.Combine(options.Data, "repositories"), options.RunDirectory));
        await using var infrastructure = await ServerInfrastructure.OpenAsync(
            options, new RemoteRepositories(repositories), diagnostics, cancel);
        using var edge = new HaproxyEdge(new EdgeOptions(Path.Combine(options.Data, "edge"))
        {
            Address = options.Edge.Address, Port = options.Edge.Port,
            TrustedProxies = options.TrustedProxies, ProxyProtocol = options.ProxyProtocol,
        }, diagnostics.Log<HaproxyEdge>());
        await edge.StartAsync(cancel);
        var sealing = new SealingKey(KeyFile.OfSecrets(options.Data));
        await using var broker = BrokerOf(options, infrastructure, edge, repositories, sealing, diagnostics);
        await FirstStart.EnsureAsync(options, broker.Accounts, broker.Domains, cancel);
        await broker.StartAsync(cancel);
        await using var watching = WatchHosting.Open(options, infrastructure, sealing, diagnostics);
        await watching.StartAsync(cancel);
        await using var web = WebServer.Build(options, infrastructure, broker, repositories, watching, diagnostics);
        await web.Git.StartAsync(cancel);
        web.RegistryMaintenance.Start();
        await using var maintenance = MaintenanceService.Start(
            diagnostics.Loops, infrastructure, new RepositoryMaintenance(repositories), TimeProvider.System);
        await ServeAsync(options, web.Application, log, cancel);
    }

    private static Broker BrokerOf(
        ServerOptions options, ServerInfrastructure infrastructure, HaproxyEdge edge, RepositoryStore repositories,
        SealingKey sealing, ServerDiagnostics diagnostics)
    {
        var artifacts = new SourceArtifactBuilder(infrastructure.Sources, infrastructure.Images, TimeProvider.System);
        var services = new BrokerServices(
            SqliteStores.Of(infrastructure.Database), infrastructure.Engine, edge, repositories, artifacts)
        {
            Sealing = sealing,
            Loggers = diagnostics.Loggers,
            Loops = diagnostics.Loops,
            Failpoint = Failpoint.FromEnvironment(),
        };
        var settings =
            new BrokerOptions { Directory = options.Data, BaseHost = options.BaseHost, EdgePorts = options.TcpPorts };
        return new Broker(
            services, options.Parallel is { } parallel ? settings with { Parallel = parallel } : settings);
    }

    private static async Task ServeAsync(
        ServerOptions options, WebApplication web, ILogger log, CancellationToken cancel)
    {
        try
        {
            await web.StartAsync(cancel);
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new SlipwayException(
                ErrorCode.PortInUse, $"{options.Api} is in use by another program", "pass another --api-port");
        }
        File.SetUnixFileMode(LocalApi.SocketIn(options.Data), UnixFileModes.OwnerReadWrite);
        LogReady(log, options.Api, options.Edge);
        using var stop = cancel.Register(web.Lifetime.StopApplication);
        await web.WaitForShutdownAsync(CancellationToken.None);
        LogStop(log);
    }

    private static void Prepare(ServerOptions options)
    {
        // Only root may enter the directory: it contains token hashes, environments and repositories. Gears, git and
        // the edge have private mounts of their parts.
        Directory.CreateDirectory(options.Data);
        File.SetUnixFileMode(options.Data, UnixFileModes.OwnerAll);
        Directory.CreateDirectory(options.Logs, UnixFileModes.OwnerAll);
        Directory.CreateDirectory(options.RunDirectory);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Slipway {Version} starts, process {Pid}, data in {Data}")]
    private static partial void LogStart(ILogger log, string version, int pid, string data);

    [LoggerMessage(Level = LogLevel.Critical, Message = "the server ends: {Cause}")]
    private static partial void LogFailed(ILogger log, string cause, Exception? failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "ready: API at http://{Api}, applications at {Edge}")]
    private static partial void LogReady(ILogger log, IPEndPoint api, IPEndPoint edge);

    [LoggerMessage(Level = LogLevel.Information, Message = "stopped; gears and edge continue")]
    private static partial void LogStop(ILogger log);

    [LoggerMessage(Level = LogLevel.Warning, Message = "work that nobody waits for failed")]
    private static partial void LogUnobserved(ILogger log, Exception failure);
}
