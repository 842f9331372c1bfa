using Slipway.Platform.Accounts;
using Slipway.Platform.Applications;
using Slipway.Platform.Builds;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Environment;
using Slipway.Platform.Gears;
using Slipway.Platform.Limits;
using Slipway.Platform.Operations;
using Slipway.Platform.Provisioning;
using Slipway.Platform.Releases;

namespace Slipway.Platform.Composition;

/// <summary>
/// The control plane: all services over one store and one engine. <see cref="StartAsync"/> takes over what runs and
/// resumes what a previous server left undone; disposing it stops deciding, and gears and edge continue.
/// </summary>
public sealed class Broker : IAsyncDisposable
{
    private readonly PlatformStores _stores;
    private readonly GearParts _gears;
    private readonly BuildParts _builds;
    private readonly OperationRunner _runner;
    private readonly LostPushes _lost;

    public Broker(BrokerServices services, BrokerOptions options)
    {
        var composition = new BrokerComposition(services, options);
        var (stores, time) = (services.Stores, services.Time);
        (_stores, _gears, _builds) = (stores, composition.Gears(), composition.Builds());
        var (runner, feeds, starter) = composition.Operations(_gears, _builds);
        _runner = runner;
        _lost = composition.LostPushes(new OperationParts(runner, feeds, starter));
        Accounts = new AccountService(stores.Accounts, time);
        Domains = new DomainService(stores.Accounts, stores.Applications, services.Builder, time);
        Logins = new LoginService(Accounts, Domains, new LoginThrottle(time));
        Cartridges = _builds.Cartridges;
        Operations = new OperationService(stores.Operations, runner, feeds);
        Applications = new ApplicationService(stores.Applications, stores.Releases, stores.Replicas, stores.EdgePorts,
            Cartridges, starter, time, options.BaseHost);
        Builds = new BuildService(stores.Builds, stores.Artifacts, Cartridges, starter, _builds.Uploads,
            _builds.Sealing, options.Logs);
        PrivateInputs = new PrivateInputService(stores.PrivateInputs, _builds.Sealing, time);
        Releases = new ReleaseService(stores.Releases, stores.Environment, starter);
        Environment = new EnvironmentService(stores.Environment, starter);
        Limits = new LimitService(starter);
        Gears = new GearService(
            stores.Replicas, services.Engine, new ApplicationLogs(stores.Replicas, services.Engine));
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
        await _gears.Reconciler.StartAsync(cancel);
        await _gears.Drains.StartAsync(cancel);
        await _runner.ResumeAsync(cancel);
        await _lost.BuildAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _runner.DisposeAsync();
        await _gears.Drains.DisposeAsync();
        await _gears.Reconciler.DisposeAsync();
        _gears.Routes.Dispose();
    }

    private async Task SweepAsync(CancellationToken cancel)
    {
        var unfinished = await _stores.Operations.ListUnfinishedAsync(cancel);
        _builds.Trees.Sweep(unfinished.Select(operation => operation.Id).ToHashSet());
        Builds.Uploads.Sweep(unfinished.Select(operation => operation.Request).OfType<BuildSource>()
            .Select(request => request.Source.Place).ToHashSet());
        var busy = unfinished.Select(operation => operation.Application).ToHashSet();
        foreach (var application in await Applications.ListAsync(null, cancel))
        {
            // Its record was written, and the server died before the operation's was.
            if (application.State == ApplicationState.Creating && !busy.Contains(application.Id))
                await _stores.Applications.RemoveAsync(application.Id, cancel);
        }
        _builds.Packages.Sweep(
            (await Cartridges.ListAsync(cancel)).Select(cartridge => cartridge.Directory).ToHashSet());
    }
}
