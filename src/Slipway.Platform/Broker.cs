using Slipway.Cartridges.Packages;
using Slipway.Platform.Accounts;
using Slipway.Platform.Applications;
using Slipway.Platform.Builds;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Environment;
using Slipway.Platform.Gears;
using Slipway.Platform.Limits;
using Slipway.Platform.Operations;
using Slipway.Platform.Releases;
using Slipway.Platform.Rollouts;
using Slipway.Platform.Routes;

namespace Slipway.Platform;

/// <summary>
/// The control plane: all services over one store and one engine. <see cref="StartAsync"/> takes over what runs and resumes what a previous server
/// left undone; disposing it stops deciding, and gears and edge go on.
/// </summary>
public sealed class Broker : IAsyncDisposable
{
    private readonly BrokerParts _parts;
    private readonly OperationRunner _runner;
    private readonly GearReconciler _reconciler;
    private readonly GearDrains _drains;
    private readonly RoutePublisher _routes;
    private readonly SourceTrees _trees;
    private readonly PackageShelf _shelf;
    private readonly LostPushes _lost;

    public Broker(BrokerParts parts, BrokerOptions options)
    {
        _parts = parts;
        var (stores, time) = (parts.Stores, parts.Time);
        var uploads = new SourceUploads(options.Uploads);
        _trees = new SourceTrees(options.Sources, parts.Repositories, uploads);
        _shelf = new PackageShelf(options.Cartridges);
        _routes = new RoutePublisher(stores.Applications, stores.Releases, stores.Gears, parts.Edge, options.BaseHost);
        var sealing = new PrivateInputSealing(parts.Sealing);
        var locks = new PlaceLocks();
        var fleet = new GearFleet(stores.Gears, parts.Engine, locks, time);
        var liveness = new GearLiveness(parts.Engine, time);
        var restart = new GearRestart(stores.Applications, stores.Releases, fleet, liveness, locks, _routes, time);
        _drains = new GearDrains(stores.Applications, stores.Releases, stores.Gears, fleet, _routes, parts.Edge, parts.Report, time);
        _reconciler = new GearReconciler(stores.Gears, stores.Operations, parts.Engine, fleet, restart, _routes, parts.Report, time);
        Accounts = new AccountService(stores.Accounts, time);
        Domains = new DomainService(stores.Accounts, stores.Applications, parts.Builder, time);
        Logins = new LoginService(Accounts, Domains, new LoginThrottle(time));
        Cartridges = new CartridgeRegistry(stores.Cartridges, stores.Applications, _shelf, time);
        var executor = new RolloutExecutor(stores.Applications, stores.Releases, fleet, parts.Engine, liveness, _drains, _routes, time, options.DrainLimit);
        var retirement = new Retirement(stores.Releases, parts.Builder, options.KeptReleases, options.Logs);
        var catalog = new OperationCatalog(
            new ApplicationSteps(stores.Applications, stores.Releases, stores.Gears, parts.Repositories, parts.Builder, parts.Engine, _routes, options.Logs),
            new EnvironmentSteps(stores.Applications, Cartridges),
            new LimitSteps(stores.Applications),
            new BuildSteps(
                stores.Applications, stores.Releases, Cartridges, parts.Builder, _trees, uploads, sealing, new BuildRecords(stores.Releases, time), retirement,
                options.Logs, time),
            new ReleaseSteps(stores.Applications, stores.Releases, Cartridges, parts.Builder, retirement, time),
            new RolloutSteps(stores.Applications, stores.Releases, stores.Gears, fleet, _drains, executor, _reconciler, options.EdgePorts));
        var feeds = new OperationFeeds(stores.Operations, time);
        _runner = new OperationRunner(stores.Operations, catalog, feeds, time, parts.Failpoint, options.Parallel);
        var starter = new OperationStarter(stores.Operations, _runner, time);
        _lost = new LostPushes(stores.Applications, stores.Operations, parts.Repositories, starter, parts.Report);
        Operations = new OperationService(stores.Operations, _runner, feeds);
        Applications = new ApplicationService(stores.Applications, stores.Releases, stores.Gears, Cartridges, starter, time, options.BaseHost);
        Builds = new BuildService(stores.Releases, Cartridges, starter, uploads, sealing, options.Logs);
        PrivateInputs = new PrivateInputService(stores.Applications, sealing, time);
        Releases = new ReleaseService(stores.Releases, starter);
        Environment = new EnvironmentService(stores.Applications, stores.Releases, starter);
        Limits = new LimitService(starter);
        Gears = new GearService(stores.Gears, parts.Engine, new ApplicationLogs(stores.Gears, parts.Engine));
    }

    public AccountService Accounts { get; }

    public DomainService Domains { get; }

    public LoginService Logins { get; }

    public CartridgeRegistry Cartridges { get; }

    public ApplicationService Applications { get; }

    public BuildService Builds { get; }

    public PrivateInputService PrivateInputs { get; }

    public ReleaseService Releases { get; }

    public EnvironmentService Environment { get; }

    public LimitService Limits { get; }

    public GearService Gears { get; }

    public OperationService Operations { get; }

    /// <summary>The crash that a <see cref="Failpoint"/> made, if one did.</summary>
    public SimulatedCrashException? Crash => _runner.Crash;

    public async Task StartAsync(CancellationToken cancel)
    {
        await SweepAsync(cancel);
        await _reconciler.StartAsync(cancel);
        await _drains.StartAsync(cancel);
        await _runner.ResumeAsync(cancel);
        await _lost.BuildAsync(cancel);
    }

    /// <summary>The routes as the store has them now.</summary>
    public Task<RouteTable> RoutesAsync(CancellationToken cancel) => _routes.BuildAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        await _runner.DisposeAsync();
        await _drains.DisposeAsync();
        await _reconciler.DisposeAsync();
        _routes.Dispose();
    }

    private async Task SweepAsync(CancellationToken cancel)
    {
        var unfinished = await _parts.Stores.Operations.ListUnfinishedAsync(cancel);
        _trees.Sweep(unfinished.Select(operation => operation.Id).ToHashSet());
        Builds.Uploads.Sweep(unfinished.Select(operation => operation.Data.Source?.Place ?? "").ToHashSet());
        var busy = unfinished.Select(operation => operation.Application).ToHashSet();
        foreach (var application in await Applications.ListAsync(null, cancel))
        {
            // Its record was written, and the server died before the operation's was.
            if (application.State == ApplicationState.Creating && !busy.Contains(application.Id))
                await _parts.Stores.Applications.RemoveAsync(application.Id, cancel);
        }
        _shelf.Sweep((await Cartridges.ListAsync(cancel)).Select(cartridge => cartridge.Directory).ToHashSet());
    }
}
