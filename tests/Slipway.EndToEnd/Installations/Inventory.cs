namespace Slipway.EndToEnd.Installations;

/// <summary>
/// What an installation has on the machine and below its directories of temporary things. Slots are left out: those
/// that are free stay for the next gear.
/// </summary>
internal static class Inventory
{
    private static readonly string[] Folders =
    [
        "run/gears", "run/runtime", "run/builds", "run/sources", "run/uploads", "run/trees", "run/mounting",
        "builds/sources", "builds/debian", "cache/work",
        "blobs/uploads", "snapshots/new", "snapshots/trash", "volumes", "repositories", "repositories/demo",
        "cartridges/.new", "logs/builds",
    ];

    /// <summary>Waits until the installation has what it had.</summary>
    public static Task BecomesAsync(Installation installation, IReadOnlySet<string> before) => SettlesAsync(
        () => Take(installation) is var now ? [.. now.Except(before)
            .Select(item => "more: " + item), .. before.Except(now).Select(item => "less: " + item)] : []);

    /// <summary>Waits until nothing is found: some of what is left over is taken away in the background.</summary>
    public static async Task SettlesAsync(Func<IReadOnlyList<string>> find)
    {
        IReadOnlyList<string> found = [];
        try
        {
            await Applications.Application.UntilAsync(
                () => Task.FromResult(found = find()), left => left.Count == 0, "the inventory");
        }
        catch (TimeoutException)
        {
            found.ShouldBeEmpty();
        }
    }

    public static IReadOnlySet<string> Take(Installation installation)
    {
        var (data, name) = (installation.Data, Traces.NameOf(installation.Data));
        var id = name.Split('_')[1];
        return new[]
        {
            Mounts(data, id), Loops(data, id), Cgroups(name), Processes(data, id), Entries(data), Names(data),
        }.SelectMany(kind => kind).ToHashSet();
    }

    private static IEnumerable<string> Mounts(string data, string id) =>
        File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')[4])
        .Where(point => (point.Contains(data) || point.Contains(id)) && !point.Contains("/slots/"))
        .Select(point => "mount " + point);

    private static IEnumerable<string> Loops(string data, string id) =>
        Directory.EnumerateDirectories("/sys/block", "loop*")
        .Select(device => Traces.Read(Path.Combine(device, "loop/backing_file")).Trim())
        .Where(file => file.Contains(data) || file.Contains(id)).Select(file => "loop " + file);

    private static IEnumerable<string> Cgroups(string name) => Traces.Below("/sys/fs/cgroup", 6)
        .Where(path => path.Contains(name) && Directory.Exists(path)).Select(path => "cgroup " + path);

    /// <summary>By command line and cgroup. HAProxy's workers, and the server, come and go.</summary>
    private static IEnumerable<string> Processes(string data, string id) =>
        Traces.Processes(data, id).Select(process => process.Split(' ', 3))
        .Where(part =>
            part[2].Split(' ')[0] is var program && !program.EndsWith("haproxy") && !program.EndsWith("slipway"))
        .Select(part => $"process {part[2].Trim()} in " +
            $"{Traces.Read($"/proc/{part[1]}/cgroup").Split('\n').FirstOrDefault(line => line.Contains(id))}");

    private static IEnumerable<string> Entries(string data) =>
        Folders.Select(folder => Path.Combine(data, folder)).Where(Directory.Exists)
        .SelectMany(Directory.EnumerateFileSystemEntries)
        .Where(path => !path.EndsWith("/repositories/next-user")).Select(path => "file " + path);

    private static IEnumerable<string> Names(string data) => Path.Combine(data, "run", "slot-names.json") is var file
        && File.Exists(file) && File.ReadAllText(file) is var names and not "{}" ? ["names of slots " + names] : [];
}
