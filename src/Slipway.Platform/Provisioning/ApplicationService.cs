using Slipway.Platform.Applications;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Gears;
using Slipway.Platform.Operations;
using Slipway.Platform.Releases;
using Slipway.Platform.Repositories;
using Slipway.Platform.Rollouts;
using Slipway.Platform.Routes;

namespace Slipway.Platform.Provisioning;

/// <summary>Applications: made, shown, scaled, deleted. What takes time is an operation.</summary>
public sealed class ApplicationService
{
    public const int MaxGears = 100;
    private const int MaxApplicationsPerDomain = 1000;
    private readonly IApplicationStore _store;
    private readonly IReleaseStore _releases;
    private readonly IReplicaStore _replicas;
    private readonly IEdgePortStore _ports;
    private readonly CartridgeRegistry _cartridges;
    private readonly OperationStarter _starter;
    private readonly TimeProvider _time;
    private readonly string _baseHost;

    internal ApplicationService(
        IApplicationStore store, IReleaseStore releases, IReplicaStore replicas, IEdgePortStore ports,
        CartridgeRegistry cartridges, OperationStarter starter, TimeProvider time, string baseHost) =>
        (_store, _releases, _replicas, _ports, _cartridges, _starter, _time, _baseHost) =
            (store, releases, replicas, ports, cartridges, starter, time, baseHost);

    /// <summary>Makes an application with its repository, and builds what the repository begins with.</summary>
    /// <exception cref="SlipwayException">Invalid, Conflict, NotFound (cartridge), LimitReached.</exception>
    public async Task<Operation> CreateAsync(NewApplication request, string account, CancellationToken cancel)
    {
        NameRules.RequireApplication(request.Name);
        var from = request.From is null ? null : RepositoryTemplate.FromUser(request.From);
        var cartridge = await _cartridges.RequireAsync(request.Cartridge, cancel);
        if ((await _store.ListAsync(request.Domain, cancel)).Count >= MaxApplicationsPerDomain)
            throw new SlipwayException(ErrorCode.LimitReached,
                $"the domain '{request.Domain}' has {MaxApplicationsPerDomain} applications", "delete some");
        var application = new Application(Identifier.Random(10), request.Domain, request.Name, _time.GetUtcNow())
        {
            Cartridge = cartridge.Reference,
            Scale = Math.Max(1, cartridge.Profile.MinGears),
            Limits = request.Limits,
        };
        await _store.AddAsync(application, cancel);
        var template = request.Empty ? null : from ?? cartridge.Template;
        return await _starter.StartAsync(
            application, new CreateApplication { Template = template }, account, cancel);
    }

    public Task<IReadOnlyList<Application>> ListAsync(string? domain, CancellationToken cancel) =>
        _store.ListAsync(domain, cancel);

    public Task<Application?> FindAsync(string domain, string name, CancellationToken cancel) =>
        _store.FindAsync(domain, name, cancel);

    /// <exception cref="SlipwayException">NotFound.</exception>
    public async Task<Application> RequireAsync(string domain, string name, CancellationToken cancel) =>
        await _store.FindAsync(domain, name, cancel)
        ?? throw new SlipwayException(
            ErrorCode.NotFound, $"there is no application '{name}' in the domain '{domain}'",
            "`slipway app list` shows what there is");

    /// <summary>The application with the gears, hosts and ports it has now.</summary>
    public async Task<ApplicationStatus> StatusAsync(Application application, CancellationToken cancel)
    {
        var release =
            application.Release is { } number ? await _releases.FindReleaseAsync(application.Id, number, cancel) : null;
        var ports = (await _ports.ListEdgePortsAsync(cancel)).Where(port => port.Application == application.Id);
        return new ApplicationStatus(
            application, release, [.. await _replicas.ListAsync(application.Id, cancel)],
            RouteTables.HostOf(application, _baseHost), [.. ports]);
    }

    public async Task<Operation> ScaleAsync(
        Application application, int scale, string account, CancellationToken cancel)
    {
        var release =
            application.Release is { } number ? await _releases.FindReleaseAsync(application.Id, number, cancel) : null;
        var profile = release?.Profile ?? (await _cartridges.RequireAsync(application.Cartridge, cancel)).Profile;
        var max = Math.Min(profile.MaxGears ?? (profile.Stateful ? 1 : MaxGears), MaxGears);
        if (scale < profile.MinGears || scale < 1 || scale > max)
            throw new SlipwayException(ErrorCode.Invalid,
                $"{application} has {Math.Max(1, profile.MinGears)} to {max} gears, not {scale}",
                profile.Stateful
                    ? "a cartridge with a volume says in Scaling how many it can have"
                    : "choose a number of these");
        return await _starter.StartAsync(application, new ScaleApplication(scale), account, cancel);
    }

    public Task<Operation> DeleteAsync(Application application, string account, CancellationToken cancel) =>
        _starter.StartAsync(application, new DeleteApplication(), account, cancel);
}
