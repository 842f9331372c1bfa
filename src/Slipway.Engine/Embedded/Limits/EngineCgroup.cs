using System.Text;
using Slipway.Linux.Cgroups;
using Slipway.Linux.Files;

namespace Slipway.Engine.Embedded.Limits;

/// <summary>
/// Where the engine's cgroups are: a directory of their own below the root. Under systemd it is on purpose no part of
/// the server's service: in version 2 a cgroup whose children have controllers takes no process, so systemd could not
/// start the service again while gears run below it.
/// </summary>
internal sealed record EngineCgroup(Cgroup Base)
{
    /// <summary>systemd would count monitors to the service that started them, and end them with it.</summary>
    private static readonly bool SeparatesMonitors = Directory.Exists("/run/systemd/system");

    public Cgroup Gears => Base.Child("gears");

    public Cgroup Builds => Base.Child("builds");

    private Cgroup Monitors => Base.Child("monitors");

    /// <param name="record">Where the base is remembered: gears that an earlier version started elsewhere are
    /// found there.</param>
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

    /// <summary>Takes a monitor out of the server's cgroup.</summary>
    public void AdoptMonitor(int pid)
    {
        if (SeparatesMonitors)
            Monitors.Adopt(pid);
    }

    /// <summary>Removes what is empty by now; a service's own cgroup is systemd's.</summary>
    public void Remove()
    {
        Gears.Remove();
        Builds.Remove();
        Monitors.Remove();
        if (!Base.Path.EndsWith(".service", StringComparison.Ordinal))
            Base.Remove();
    }
}
