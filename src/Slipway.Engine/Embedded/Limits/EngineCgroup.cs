using Slipway.Linux.Cgroups;

namespace Slipway.Engine.Embedded.Limits;

/// <summary>
/// Where the engine's cgroups are. Under systemd with cgroup v2 that is the service's own delegated subtree, whose inner nodes may hold no
/// process: the server moves to a leaf, and monitors get one of their own so that a restart of the service leaves them alone.
/// Elsewhere it is a directory below the root.
/// </summary>
internal sealed record EngineCgroup(Cgroup Base, bool Delegated)
{
    private const string ServerLeaf = "server";

    public Cgroup Gears => Base.Child("gears");

    public Cgroup Builds => Base.Child("builds");

    private Cgroup Monitors => Base.Child("monitors");

    public static EngineCgroup Prepare(string installation)
    {
        var own = Own();
        if (own is null)
            return new EngineCgroup(new Cgroup("/" + installation), Delegated: false);
        var cgroup = new EngineCgroup(new Cgroup(own), Delegated: true);
        var leaf = cgroup.Base.Child(ServerLeaf);
        leaf.Create();
        foreach (var pid in File.ReadAllLines($"{CgroupTree.Root}{own}/cgroup.procs"))
            leaf.Adopt(int.Parse(pid));
        cgroup.Monitors.Create();
        return cgroup;
    }

    /// <summary>Takes a monitor out of the server's cgroup.</summary>
    public void AdoptMonitor(int pid)
    {
        if (Delegated)
            Monitors.Adopt(pid);
    }

    /// <summary>Removes what is empty by now; the service's own cgroup is systemd's.</summary>
    public void Remove()
    {
        if (!Delegated)
        {
            Base.Remove();
            return;
        }
        Gears.Remove();
        Builds.Remove();
    }

    /// <summary>The service's cgroup when this process is a systemd service on cgroup v2.</summary>
    private static string? Own()
    {
        if (!CgroupTree.IsVersion2)
            return null;
        var path = File.ReadAllLines("/proc/self/cgroup").FirstOrDefault(l => l.StartsWith("0::", StringComparison.Ordinal))?[3..] ?? "/";
        if (path.EndsWith("/" + ServerLeaf, StringComparison.Ordinal))
            path = path[..^(ServerLeaf.Length + 1)];
        return path.EndsWith(".service", StringComparison.Ordinal) ? path : null;
    }
}
