using Slipway.Linux.Processes;

namespace Slipway.EndToEnd.Installations;

/// <summary>What of an installation is to be found on the machine outside of its data directory.</summary>
internal static class Traces
{
    /// <summary>
    /// Mounts, firewall tables, cgroups, network devices, processes and files, each with its kind before it.
    /// </summary>
    /// <param name="data">The data directory.</param>
    /// <param name="name">The name that the installation gives to what it makes, as <see cref="NameOf"/> tells while
    /// it runs.</param>
    public static async Task<IReadOnlyList<string>> FindAsync(string data, string name)
    {
        var (id, traces) = (name.Split('_')[1], new List<string>());
        traces.AddRange(File.ReadLines("/proc/self/mountinfo")
            .Where(line => line.Contains(data) || line.Contains(id)).Select(line => "mount " + line));
        traces.AddRange((await Tool.RunAsync(["nft", "list", "tables"])).OrThrow().Output.Split('\n')
            .Where(line => line.Contains(name)).Select(line => "table " + line));
        traces.AddRange(Below("/sys/fs/cgroup", 3).Where(path => path.Contains(name)).Select(path => "cgroup " + path));
        traces.AddRange(Processes(data, id));
        traces.AddRange(Below("/run", 3).Concat(Below("/var/lib/cni", 3))
            .Where(path => path.Contains(id)).Select(path => "file " + path));
        traces.AddRange(File.Exists("/run/slipway/slots.json")
            && File.ReadAllText("/run/slipway/slots.json").Contains(data) ? ["claim of slots"] : []);
        return traces;
    }

    /// <summary>
    /// The name that a running installation gives to all it makes: that of its alias of the run directory, where its
    /// pid file is seen, too.
    /// </summary>
    public static string NameOf(string data)
    {
        var pid = File.ReadAllText(Path.Combine(data, "run", "server.pid"));
        return Directory.EnumerateDirectories("/run/slipway").Where(alias => Read(
            Path.Combine(alias, "server.pid")) == pid).Select(alias => "slipway_" + Path.GetFileName(alias)).Single();
    }

    public static IEnumerable<string> Processes(string data, string id)
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc")
            .Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            var arguments = Read(Path.Combine(directory, "cmdline")).Replace('\0', ' ');
            if (arguments.Contains(data) || arguments.Contains("/run/slipway/" + id)
                || Read(Path.Combine(directory, "cgroup")).Contains("slipway_" + id) || WorksIn(directory, data))
                yield return $"process {Path.GetFileName(directory)} {arguments}";
        }
    }

    private static bool WorksIn(string process, string data)
    {
        try
        {
            return new DirectoryInfo(Path.Combine(process, "cwd")).LinkTarget is { } home
                && (home + "/").StartsWith(data + "/");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    public static IEnumerable<string> Below(string directory, int depth) =>
        !Directory.Exists(directory) ? [] : Directory.EnumerateFileSystemEntries(directory, "*",
            new EnumerationOptions
            {
                RecurseSubdirectories = true, MaxRecursionDepth = depth, AttributesToSkip = FileAttributes.ReparsePoint,
            });
}
