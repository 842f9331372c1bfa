using Slipway.Cartridges.Packages;
using Slipway.Platform.Accounts;
using Slipway.Platform.Applications;
using Slipway.Platform.Builds;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Composition;
using Slipway.Platform.Environment;
using Slipway.Platform.Gears;
using Slipway.Platform.Limits;
using Slipway.Platform.Operations;
using Slipway.Platform.Releases;
using Slipway.Platform.Rollouts;
using Slipway.Platform.Routes;

namespace Slipway.Platform;

/// <summary>
/// The control plane: all services over one store and one engine. <see cref="StartAsync"/> takes over what runs and
/// resumes what a previous server left undone; disposing it stops deciding, and gears and edge go on.
/// </summary>
public sealed class Broker : IAsyncDisposable
{
    private readonly BrokerServices _services;
    private readonly OperationRunner _runner;
    private readonly GearReconciler _reconciler;
    private readonly BackgroundDrains _drains;
    private readonly RoutePublisher _routes;
    private readonly SourceTrees _trees;
    private readonly PackageStore _packages;
    private readonly LostPushes _lost;

    public Broker(BrokerServices services, BrokerOptions options)
    {
        _services = services;
        var (stores, time) = (services.Stores, services.Time);
        var uploads = new SourceUploads(options.Uploads);
        _trees = new SourceTrees(options.Sources, services.Repositories, uploads);
        _packages = new PackageStore(options.Cartridges);
        _routes = new RoutePublisher(
            stores.Applications, stores.Releases, stores.Gears, services.Edge, options.BaseHost);
        var sealing = new PrivateInputSealing(services.Sealing);
        var locks = new PlaceLocks();
        var fleet = new GearFleet(stores.Gears, services.Engine, locks, time);
        var readiness = new ReadinessCheck(services.Engine, time);
        var restart = new GearRestart(stores.Applications, stores.Releases, fleet, readiness, locks, _routes, time);
        _drains = new BackgroundDrains(
            stores.Applications, stores.Releases, stores.Gears, fleet, _routes, services.Edge, services.Report, time);
        _reconciler = new GearReconciler(
            stores.Gears, stores.Operations, services.Engine, fleet, restart, _routes, services.Report, time);
        Accounts = new AccountService(stores.Accounts, time);
        Domains = new DomainService(stores.Accounts, stores.Applications, services.Builder, time);
        Logins = new LoginService(Accounts, Domains, new LoginThrottle(time));
        Cartridges = new CartridgeRegistry(stores.Cartridges, stores.Applications, _packages, time);
        var executor = new RolloutExecutor(stores.Applications, stores.Releases, fleet, services.Engine, readiness,
            _drains, _routes, time, options.DrainLimit);
        var pruner = new ReleasePruner(stores.Releases, services.Builder, options.KeptReleases, options.Logs);
        var records = new BuildRecords(stores.Releases, time);
        var catalog = new OperationCatalog(
            new ApplicationSteps(stores.Applications, stores.Releases, stores.Gears, services.Repositories,
                services.Builder, services.Engine, _routes,
                options.Logs),
            new EnvironmentSteps(stores.Applications, Cartridges),
            new LimitSteps(stores.Applications),
            new BuildSteps(stores.Applications, stores.Releases, Cartridges, services.Builder, _trees, uploads, sealing,
                records, pruner, options.Logs, time),
            new ReleaseSteps(stores.Applications, stores.Releases, Cartridges, services.Builder, pruner, time),
            new RolloutSteps(stores.Applications, stores.Releases, stores.Gears, fleet, _drains, executor,
                _reconciler, options.EdgePorts));
        var feeds = new OperationFeeds(stores.Operations, time);
        _runner = new OperationRunner(
            stores.Operations, catalog.Definitions, feeds, time, services.Failpoint, options.Parallel, services.Report);
        var starter = new OperationStarter(stores.Operations, _runner, time);
        _lost = new LostPushes(stores.Applications, stores.Operations, services.Repositories, starter, services.Report);
        Operations = new OperationService(stores.Operations, _runner, feeds);
        Applications = new ApplicationService(
            stores.Applications, stores.Releases, stores.Gears, Cartridges, starter, time, options.BaseHost);
        Builds = new BuildService(stores.Releases, Cartridges, starter, uploads, sealing, options.Logs);
        PrivateInputs = new PrivateInputService(stores.Applications, sealing, time);
        Releases = new ReleaseService(stores.Releases, starter);
        Environment = new EnvironmentService(stores.Applications, stores.Releases, starter);
        Limits = new LimitService(starter);
        Gears = new GearService(stores.Gears, services.Engine, new ApplicationLogs(stores.Gears, services.Engine));
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
        var unfinished = await _services.Stores.Operations.ListUnfinishedAsync(cancel);
        _trees.Sweep(unfinished.Select(operation => operation.Id).ToHashSet());
        Builds.Uploads.Sweep(unfinished.Select(operation => (operation.Request as BuildSource)?.Source.Place ?? "").ToHashSet());
        var busy = unfinished.Select(operation => operation.Application).ToHashSet();
        foreach (var application in await Applications.ListAsync(null, cancel))
        {
            // Its record was written, and the server died before the operation's was.
            if (application.State == ApplicationState.Creating && !busy.Contains(application.Id))
                await _services.Stores.Applications.RemoveAsync(application.Id, cancel);
        }
        _packages.Sweep((await Cartridges.ListAsync(cancel)).Select(cartridge => cartridge.Directory).ToHashSet());
    }
}
