using System.Text;
using Slipway.Linux.Cgroups;
using Slipway.Linux.Files;

namespace Slipway.Engine.Embedded.Limits;

/// <summary>
/// Where the engine's cgroups are. Under systemd with cgroup v2 that is the service's own delegated subtree, whose inner nodes may hold no
/// process: the server moves to a leaf, and monitors get one of their own so that a restart of the service leaves them alone.
/// Elsewhere it is a directory below the root.
/// </summary>
internal sealed record EngineCgroup(Cgroup Base, bool Delegated)
{
    private const string ServerLeaf = "server";
    private const string MonitorsLeaf = "monitors";

    public Cgroup Gears => Base.Child("gears");

    public Cgroup Builds => Base.Child("builds");

    private Cgroup Monitors => Base.Child(MonitorsLeaf);

    /// <param name="record">Where the base is remembered: gears must be found by a process that is no service, too (and the other way round).</param>
    public static EngineCgroup Prepare(string installation, string record)
    {
        var own = Own();
        if (own is not null)
            MoveToLeaf(own);
        var known = File.Exists(record) ? File.ReadAllText(record) : "";
        var path = known.StartsWith('/') && new Cgroup(known).Child("gears").Exists ? known : own?.Path ?? "/" + installation;
        RunFile.Write(record, Encoding.UTF8.GetBytes(path));
        return new EngineCgroup(new Cgroup(path), Delegated: path == own?.Path);
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
        Gears.Remove();
        Builds.Remove();
        if (!Base.Path.EndsWith(".service", StringComparison.Ordinal))
            Base.Remove();
    }

    private static void MoveToLeaf(Cgroup own)
    {
        var leaf = own.Child(ServerLeaf);
        leaf.Create();
        foreach (var pid in File.ReadAllLines($"{CgroupTree.Root}{own.Path}/cgroup.procs"))
            leaf.Adopt(int.Parse(pid));
        own.Child(MonitorsLeaf).Create();
    }

    /// <summary>The service's cgroup when this process is a systemd service on cgroup v2.</summary>
    private static Cgroup? Own()
    {
        if (!CgroupTree.IsVersion2)
            return null;
        var path = File.ReadAllLines("/proc/self/cgroup").FirstOrDefault(l => l.StartsWith("0::", StringComparison.Ordinal))?[3..] ?? "/";
        if (path.EndsWith("/" + ServerLeaf, StringComparison.Ordinal))
            path = path[..^(ServerLeaf.Length + 1)];
        return path.EndsWith(".service", StringComparison.Ordinal) ? new Cgroup(path) : null;
    }
}
