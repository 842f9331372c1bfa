using System.Text;
using Slipway.Linux.Cgroups;
using Slipway.Linux.Files;

namespace Slipway.Engine.Embedded.Limits;

/// <summary>
/// The parent of the engine's cgroups, directly below the root. Under systemd it is deliberately not part of the
/// server's service: in version 2 a cgroup with controllers in its children accepts no processes, so systemd could not
/// restart the service while gears run below it.
/// </summary>
internal sealed record EngineCgroup(Cgroup Base)
{
    /// <summary>
    /// systemd would count monitors as processes of the service that started them, and stop them with it.
    /// </summary>
    private static readonly bool SeparatesMonitors = Directory.Exists("/run/systemd/system");

    public Cgroup Gears => Base.Child("gears");

    public Cgroup Builds => Base.Child("builds");

    private Cgroup Monitors => Base.Child("monitors");

    /// <param name="record">A file with the parent's path: it finds gears that an earlier version started under another
    /// one.</param>
    public static EngineCgroup Prepare(string installation, string record)
    {
        var known = File.Exists(record) ? File.ReadAllText(record) : "";
        var path = known.StartsWith('/') && new Cgroup(known).Child("gears").Exists ? known : "/" + installation;
        RuntimeFile.Write(record, Encoding.UTF8.GetBytes(path));
        var cgroup = new EngineCgroup(new Cgroup(path));
        if (SeparatesMonitors)
            cgroup.Monitors.Create();
        return cgroup;
    }

    /// <summary>Moves a monitor out of the server's cgroup.</summary>
    public void AdoptMonitor(int pid)
    {
        if (SeparatesMonitors)
            Monitors.Adopt(pid);
    }

    /// <summary>Removes empty cgroups; the cgroup of a service belongs to systemd.</summary>
    public void Remove()
    {
        Gears.Remove();
        Builds.Remove();
        Monitors.Remove();
        if (!Base.Path.EndsWith(".service", StringComparison.Ordinal))
            Base.Remove();
    }
}
