using Microsoft.Extensions.Logging;
using Slipway.Cartridges.Packages;
using Slipway.Platform.Accounts;
using Slipway.Platform.Builds;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Environment;
using Slipway.Platform.Gears;
using Slipway.Platform.Limits;
using Slipway.Platform.Operations;
using Slipway.Platform.Provisioning;
using Slipway.Platform.Releases;
using Slipway.Platform.Rollouts;
using Slipway.Platform.Routes;

namespace Slipway.Platform.Composition;

/// <summary>
/// Makes the parts of the platform in the order of a change (source, build, release, rollout, gear, route) from its
/// end to its beginning: each gets what it works with, and nothing looks anything up.
/// </summary>
internal sealed class BrokerComposition(BrokerServices services, BrokerOptions options)
{
    private readonly PlatformStores _stores = services.Stores;
    private readonly TimeProvider _time = services.Time;

    public GearParts Gears()
    {
        var routes = new RoutePublisher(
            _stores.Applications, _stores.Releases, _stores.Replicas, _stores.EdgePorts,
            services.Edge, options.BaseHost,
            Log<RoutePublisher>());
        var edge = new EdgeDrain(_stores.Applications, _stores.Releases, services.Edge);
        var names = new ApplicationNames(_stores.Applications);
        var locks = new ReplicaLocks();
        var lifecycle = new ReplicaLifecycle(_stores.Replicas, services.Engine, locks, _time);
        var readiness = new ReadinessCheck(services.Engine, _time);
        var restart = new ReplicaRestart(_stores.Applications, _stores.Releases, lifecycle, readiness, locks,
            routes.PublishAsync, Log<ReplicaRestart>(), _time);
        var drains = new BackgroundDrains(_stores.Replicas, lifecycle, routes.PublishAsync, edge.WaitUntilIdleAsync,
            names, Log<BackgroundDrains>(), _time);
        var reconciler = new ReplicaReconciler(
            _stores.Replicas, _stores.Operations, services.Engine, lifecycle, restart, names,
            routes.PublishAsync, routes.RetryAsync, services.Loops, Log<ReplicaReconciler>(), _time);
        routes.FellBehind += reconciler.PublishAgain;
        return new GearParts(routes, edge, lifecycle, readiness, drains, reconciler);
    }

    public BuildParts Builds()
    {
        var uploads = new SourceUploads(options.Uploads);
        var packages = new PackageStore(options.Cartridges);
        return new BuildParts(
            uploads, new SourceTrees(options.Sources, services.Repositories, uploads), packages,
            new CartridgeRegistry(_stores.Cartridges, _stores.Applications, packages, _time),
            new PrivateInputSealing(services.Sealing), new BuildRecords(_stores.Builds, _time),
            new ReleasePruner(_stores.Releases, _stores.Artifacts, _stores.Builds, services.Builder,
                options.KeptReleases, options.Logs));
    }

    public OperationParts Operations(GearParts gears, BuildParts builds)
    {
        var feeds = new OperationFeeds(_stores.Operations, _time);
        var runner = new OperationRunner(
            _stores.Operations, Catalog(gears, builds).Definitions, feeds, _time, services.Failpoint, options.Parallel,
            Log<OperationRunner>());
        return new OperationParts(runner, feeds, new OperationStarter(_stores.Operations, runner, _time));
    }

    public LostPushes LostPushes(OperationParts operations) => new(
        _stores.Applications, _stores.Operations, services.Repositories, operations.Starter, Log<LostPushes>());

    private OperationCatalog Catalog(GearParts gears, BuildParts parts)
    {
        var builds = new BuildSteps(
            _stores.Applications, _stores.Environment, _stores.PrivateInputs, _stores.Artifacts, parts.Cartridges,
            services.Builder, parts.Trees, parts.Uploads, parts.Sealing, parts.Records, parts.Pruner.RunAsync,
            options.Logs, _time);
        var executor = new RolloutExecutor(_stores.Applications, _stores.Releases, gears.Fleet, services.Engine,
            gears.Readiness, gears.Drains, gears.Edge, gears.Routes, _time, options.DrainLimit);
        return new OperationCatalog(
            new ApplicationSteps(_stores.Applications, _stores.Releases, _stores.Builds, _stores.Replicas,
                services.Repositories, services.Builder, services.Engine, gears.Routes, options.Logs),
            new EnvironmentSteps(_stores.Applications, _stores.Environment, builds.GeneratedNamesAsync),
            new LimitSteps(_stores.Applications),
            builds,
            new ArtifactSteps(_stores.Applications, _stores.Releases, _stores.Artifacts, services.Builder, builds,
                parts.Records, _time),
            new ReleaseSteps(_stores.Applications, _stores.Environment, _stores.Releases, parts.Cartridges,
                services.Builder, parts.Pruner, _time),
            new RolloutSteps(_stores.Applications, _stores.Releases, _stores.Replicas, _stores.EdgePorts, gears.Fleet,
                gears.Drains, executor, gears.Reconciler, options.EdgePorts));
    }

    private ILogger<T> Log<T>() => services.Loggers.CreateLogger<T>();
}

/// <summary>What keeps gears running and routed.</summary>
internal sealed record GearParts(
    RoutePublisher Routes, EdgeDrain Edge, ReplicaLifecycle Fleet, ReadinessCheck Readiness, BackgroundDrains Drains,
    ReplicaReconciler Reconciler);

/// <summary>What makes artifacts.</summary>
internal sealed record BuildParts(
    SourceUploads Uploads, SourceTrees Trees, PackageStore Packages, CartridgeRegistry Cartridges,
    PrivateInputSealing Sealing, BuildRecords Records, ReleasePruner Pruner);

/// <summary>What carries operations out.</summary>
internal sealed record OperationParts(OperationRunner Runner, OperationFeeds Feeds, OperationStarter Starter);
