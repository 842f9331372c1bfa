using System.Globalization;

namespace Slipway.Edge.Supervision;

/// <summary>
/// Finds the processes of an edge directory: a pid file counts only if that process has the directory as its working
/// directory.
/// </summary>
internal static class EdgeProcess
{
    /// <summary>HAProxy's master process.</summary>
    public static int? Haproxy(string directory) => Find(directory, SupervisorScript.HaproxyPidFile, "haproxy");

    public static int? Supervisor(string directory) =>
        Find(directory, SupervisorScript.PidFile, "sh", SupervisorScript.File, "supervise", "dash");

    /// <summary>
    /// A path to a file of the directory that fits into a socket address, however long the directory's path is.
    /// </summary>
    public static string ShortPath(int pid, string file) => $"/proc/{pid}/cwd/{file}";

    public static bool IsAlive(int pid) => File.Exists($"/proc/{pid}/stat") && !IsZombie(pid);

    private static int? Find(string directory, string pidFile, params string[] names)
    {
        try
        {
            var pid = int.Parse(
                File.ReadAllText(Path.Combine(directory, pidFile)).Trim(), CultureInfo.InvariantCulture);
            var name = File.ReadAllText($"/proc/{pid}/comm").Trim();
            var home = new DirectoryInfo($"/proc/{pid}/cwd").ResolveLinkTarget(returnFinalTarget: false)?.FullName;
            return names.Contains(name) && home == Physical(directory) && !IsZombie(pid) ? pid : null;
        }
        catch (Exception e)
            when (e is IOException or FormatException or OverflowException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Physical(string directory)
    {
        var path = "/";
        foreach (var part in directory.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var step = new DirectoryInfo(Path.Combine(path, part));
            path = step.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? step.FullName;
        }
        return path;
    }

    private static bool IsZombie(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat.AsSpan(stat.LastIndexOf(')') + 1).TrimStart() is ['Z' or 'X', ..];
        }
        catch (IOException)
        {
            return true;
        }
    }
}
