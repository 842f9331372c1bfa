using System.Globalization;
using Slipway.Linux.Processes;

namespace Slipway.Linux.Cgroups;

/// <summary>
/// A cgroup by its path below the root of every hierarchy (cgroups(7)); it may be missing in some or all of them.
/// </summary>
public sealed record Cgroup(string Path)
{
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KillPoll = TimeSpan.FromMilliseconds(5);

    public Cgroup Child(string name) => new($"{Path.TrimEnd('/')}/{name}");

    public bool Exists => Directories().Any();

    /// <summary>Creates the cgroup in every hierarchy.</summary>
    public void Create()
    {
        foreach (var hierarchy in CgroupTree.Hierarchies)
            Directory.CreateDirectory(hierarchy + Path);
    }

    /// <summary>Moves a process into this cgroup; does nothing when the process has ended.</summary>
    public void Adopt(int pid)
    {
        foreach (var directory in Directories())
            TryWrite(System.IO.Path.Combine(directory, "cgroup.procs"), pid.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The processes of the cgroup and of those below it.</summary>
    public IReadOnlySet<int> Processes()
    {
        var pids = new HashSet<int>();
        foreach (var directory in Directories().SelectMany(Tree))
            foreach (var line in TryRead(System.IO.Path.Combine(directory, "cgroup.procs"))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries))
                if (int.TryParse(line, out var pid) && pid > 0)
                    pids.Add(pid);
        return pids;
    }

    /// <summary>Kills all processes of the cgroup and waits until they have ended.</summary>
    /// <exception cref="SlipwayException">Some processes did not end: they hang in the kernel.</exception>
    public async Task KillAsync(CancellationToken cancel)
    {
        if (!await Polling.UntilAsync(
            () => KillOnce().Count == 0, KillTimeout, KillPoll, TimeProvider.System, cancel))
            throw new SlipwayException(
                ErrorCode.SystemCall,
                $"processes of cgroup {Path} do not end: {string.Join(' ', Processes().Take(10))}",
                "see in the kernel's log what they wait for (dmesg)");
    }

    /// <returns>The processes that were left.</returns>
    private IReadOnlySet<int> KillOnce()
    {
        var pids = Processes();
        foreach (var pid in pids)
        {
            using var process = PidHandle.TryOpen(pid);
            process?.Kill(Signal.Kill);
        }
        return pids;
    }

    /// <summary>Removes the cgroup and its children from every hierarchy; none may contain a process.</summary>
    public void Remove() => Remove(directory => Tree(directory));

    /// <summary>Removes the children of the cgroup; none may contain a process.</summary>
    public void RemoveBelow() => Remove(directory => Tree(directory).Skip(1));

    /// <summary>The content of a control file, or null where the controller or the cgroup is missing.</summary>
    /// <param name="controller">The hierarchy in version 1; ignored in version 2.</param>
    public string? Read(string controller, string file)
    {
        var directory = CgroupTree.IsVersion2 ? CgroupTree.Root + Path : $"{CgroupTree.Root}/{controller}{Path}";
        var text = TryRead(System.IO.Path.Combine(directory, file));
        return text.Length == 0 ? null : text.TrimEnd('\n');
    }

    private IEnumerable<string> Directories() => CgroupTree.Hierarchies.Select(h => h + Path).Where(Directory.Exists);

    private void Remove(Func<string, IEnumerable<string>> part)
    {
        foreach (var directory in Directories().SelectMany(found => part(found).Reverse()).ToList())
            RemoveDirectory(directory);
    }

    private static IEnumerable<string> Tree(string directory)
    {
        yield return directory;
        string[] below;
        try
        {
            below = Directory.GetDirectories(directory);
        }
        catch (DirectoryNotFoundException)
        {
            yield break;
        }
        foreach (var inner in below.SelectMany(Tree))
            yield return inner;
    }

    /// <summary>The kernel returns EBUSY for a moment after the last process was killed.</summary>
    private static void RemoveDirectory(string directory)
    {
        const int attempts = 100;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.Delete(directory);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
            catch (IOException) when (attempt < attempts)
            {
                Thread.Sleep(5);
            }
        }
    }

    private static string TryRead(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static void TryWrite(string file, string text)
    {
        try
        {
            File.WriteAllText(file, text);
        }
        catch (IOException)
        {
            // The process has ended, or this hierarchy accepts no processes.
        }
    }
}
