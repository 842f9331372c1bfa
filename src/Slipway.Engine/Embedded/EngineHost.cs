using Microsoft.Extensions.Logging;
using Slipway.Engine.Embedded.Containers;
using Slipway.Engine.Embedded.Gears;
using Slipway.Engine.Embedded.Limits;
using Slipway.Engine.Embedded.Networks;
using Slipway.Engine.Embedded.Roots;
using Slipway.Engine.Embedded.Slots;
using Slipway.Engine.Embedded.Volumes;

namespace Slipway.Engine.Embedded;

/// <summary>
/// The host's resources that gears and builds of one data directory share: slots, firewall, cgroups, the container
/// specification writer. Only one process may open it at a time. Opening finds and repairs what an earlier process
/// left; disposing leaves everything for the next one.
/// </summary>
public sealed partial class EngineHost : IAsyncDisposable
{
    private readonly EngineCgroup _cgroup;
    private readonly FileStream _lock;
    private readonly ILogger _log;

    private EngineHost(
        EmbeddedEngineOptions options, RunDirectory run, EngineCgroup cgroup, Firewall firewall,
        Resolvers resolvers, FileStream held)
    {
        (Options, Run, _cgroup, Firewall, Resolvers, _lock) = (options, run, cgroup, firewall, resolvers, held);
        Directory = new EngineDirectory(options.DataDirectory, run.Path);
        Rootfs = new Rootfs(Directory, Ids);
        Binds = new MappedBind(Ids);
        Trash = new Trash(Directory, options.Loggers.CreateLogger<Trash>());
        Scratch = new ScratchDirectories(options.RunDirectory, run.Path, Binds, Trash);
        Capabilities = HostCapabilities.Read(options.UserNamespaces);
        Seccomp = options.SeccompProfile is { } profile ? SeccompProfile.Load(profile) : null;
        Writer = new RuntimeSpecWriter(Capabilities);
        _log = options.Loggers.CreateLogger<EngineHost>();
    }

    public EmbeddedEngineOptions Options { get; }

    public HostCapabilities Capabilities { get; }

    public SlotPool Slots { get; private set; } = null!;

    /// <summary>Renders <c>config.json</c>.</summary>
    public RuntimeSpecWriter Writer { get; }

    /// <summary>The seccomp filter; null when the options have none.</summary>
    public SeccompProfile? Seccomp { get; }

    /// <summary><c>/etc/resolv.conf</c> of containers.</summary>
    public string ResolverFile => Resolvers.File;

    /// <summary>
    /// A short path of <c>DIR/run</c>, on a private mount that the ids of slots can traverse: mount roots and write
    /// bundles below it.
    /// </summary>
    public string RunPath => Run.Path;

    public EngineDirectory Directory { get; }

    /// <summary>The id maps of slots for mounts, created with the slots.</summary>
    public MountIds Ids { get; } = new();

    public Rootfs Rootfs { get; }

    public MappedBind Binds { get; }

    public Trash Trash { get; }

    internal ScratchDirectories Scratch { get; }

    internal RunDirectory Run { get; }

    internal Firewall Firewall { get; }

    internal Resolvers Resolvers { get; }

    internal EngineCgroup Cgroups => _cgroup;

    /// <summary>The cgroup path of a build step; leftovers are killed when the engine is opened again.</summary>
    public string BuildCgroup(string id) => _cgroup.Builds.Child(id).Path;

    /// <exception cref="SlipwayException">Another process has the data directory's engine open, or the host lacks what
    /// gears need.</exception>
    public static async Task<EngineHost> OpenAsync(EmbeddedEngineOptions options, CancellationToken cancel)
    {
        options = options with { DataDirectory = Path.GetFullPath(options.DataDirectory) };
        System.IO.Directory.CreateDirectory(options.RunDirectory);
        var held = TakeLock(options);
        try
        {
            var installation = RunDirectory.InstallationOf(options.DataDirectory);
            var plan = new SlotPlan(options.FirstId, options.Subnet);
            var claim = new SlotClaims(options.HostState, plan.Capacity)
                .Take(options.DataDirectory, options.MaximumSlots);
            var run = RunDirectory.Open(options);
            var resolvers = Resolvers.OfHost(options);
            var firewall = new Firewall(Rules(installation, plan, claim, resolvers));
            var host = new EngineHost(
                options, run, EngineCgroup.Prepare(installation, Path.Combine(options.RunDirectory, "cgroup")),
                firewall, resolvers, held);
            host.LogCapabilities();
            await host.OpenSlotsAsync(installation, plan, claim, cancel);
            return host;
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Removes everything that the engine created outside its data directory. Nothing may be running.
    /// </summary>
    internal async Task TeardownAsync(CancellationToken cancel)
    {
        await _cgroup.Builds.KillAsync(cancel);
        await _cgroup.Gears.KillAsync(cancel);
        await Slots.TeardownAsync(cancel);
        await Firewall.TeardownAsync(cancel);
        _cgroup.Remove();
        RunDirectory.Close(Options);
        new SlotClaims(Options.HostState, int.MaxValue)
            .Release(Options.DataDirectory, afterLast: new Forwarding(Options.HostState).Restore);
    }

    public async ValueTask DisposeAsync()
    {
        await Slots.DisposeAsync();
        await Trash.DisposeAsync();
        Ids.Dispose();
        await _lock.DisposeAsync();
    }

    private async Task OpenSlotsAsync(string installation, SlotPlan plan, SlotClaim claim, CancellationToken cancel)
    {
        await _cgroup.Builds.KillAsync(cancel);
        _cgroup.Builds.RemoveBelow();
        MountStaging.ClearAll(Directory.Mounting);
        await new Forwarding(Options.HostState).EnableAsync(cancel);
        var maker = new SlotMaker(Run.Slots, plan, Capabilities.UserNamespaces,
            new SlotInterface(Options, plan, installation), Firewall, Ids);
        await Firewall.ApplyAsync(maker.HostInterfaces(maker.Traces()), cancel);
        var used = GearRecords.ReadAll(Run.Gears).Where(r => r.HoldsSlot).Select(r => r.Slot).ToList();
        Scratch.RemoveAllBut(used);
        Slots = new SlotPool(
            maker, claim, new SlotNames(Options.RunDirectory, claim), Options.SpareSlots, used, Scratch.Remove,
            Options.Loggers.CreateLogger<SlotPool>());
    }

    private void LogCapabilities()
    {
        LogOpened(Options.DataDirectory, Options.Runtime, Options.MaximumSlots, Capabilities.Cgroups);
        if (!Capabilities.UserNamespaces)
            LogNoUserNamespaces();
        if (Seccomp is null)
            LogNoSeccomp();
    }

    private static FirewallRules Rules(
        string installation, SlotPlan plan, SlotClaim claim, Resolvers resolvers) => new()
    {
        Table = installation,
        FirstAddress = plan.AddressOf(claim.First),
        LastAddress = plan.AddressOf(claim.End - 1),
        LocalResolvers = resolvers.OnHost,
    };

    private static FileStream TakeLock(EmbeddedEngineOptions options)
    {
        try
        {
            return new FileStream(Path.Combine(options.RunDirectory, "engine.lock"), FileMode.OpenOrCreate,
                FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new SlipwayException(
                ErrorCode.EngineConflict, $"another process works with {options.DataDirectory}", "stop it first", e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "the engine is open in {Data}: runtime {Runtime}, {Slots} slots, cgroups version {Cgroups}")]
    private partial void LogOpened(string data, string runtime, int slots, int cgroups);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "gears run without user namespaces, as users that are not root; kernel 5.19 is needed for them")]
    private partial void LogNoUserNamespaces();

    [LoggerMessage(Level = LogLevel.Warning, Message = "gears run without a seccomp profile")]
    private partial void LogNoSeccomp();
}
