using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.EndToEnd.Installations;
using Slipway.Linux.Processes;

namespace Slipway.EndToEnd.Faults;

/// <summary>
/// What a machine that lost its power and came back has of an installation: no process, mount, device, table and
/// cgroup; files that were not synced, empty; pid files whose numbers others have now; and another boot id than the one
/// that was written down.
/// </summary>
internal static partial class PowerLoss
{
    private const string AnotherBoot = "00000000-0000-4000-8000-000000000000";

    /// <param name="stranger">A process that has nothing to do with Slipway and, by chance, the pid of everything
    /// that ran.</param>
    public static async Task StrikeAsync(Installation installation, int stranger)
    {
        var name = Traces.NameOf(installation.Data);
        var id = name.Split('_')[1];
        await KillAllAsync(installation, id);
        foreach (var mount in File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')[4])
            .Where(point => point.Contains(id) || point.Contains(installation.Data)).Reverse().ToList())
            (await Tool.RunAsync(["umount", "--lazy", mount])).OrThrow();
        (await Tool.RunAsync(["nft", "delete", "table", "inet", name])).OrThrow();
        await RemoveCgroupsAsync(name);
        Directory.Delete("/run/slipway/" + id);
        foreach (var file in new[] { "run/server.pid", "edge/haproxy.pid", "edge/supervisor.pid" })
            await File.WriteAllTextAsync(Path.Combine(installation.Data, file), $"{stranger}\n");
        LoseGears(Path.Combine(installation.Data, "run", "gears"), stranger);
        LoseSnapshots(Path.Combine(installation.Data, "snapshots"));
    }

    private static async Task KillAllAsync(Installation installation, string id)
    {
        IReadOnlyList<string> Running() =>
            [.. Traces.Processes(installation.Data, id).Where(process => !process.Contains("Slipway.EndToEnd"))];
        // More than once: what watches over others starts them again when they are the first to go.
        await Inventory.SettlesAsync(() =>
        {
            foreach (var process in Running())
                Kill(int.Parse(process.Split(' ')[1], CultureInfo.InvariantCulture));
            return Running();
        });
    }

    private static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>A cgroup can be removed when its processes, which have ended, have been waited for.</summary>
    private static async Task RemoveCgroupsAsync(string name)
    {
        IReadOnlyList<string> Cgroups() => [.. Traces.Below("/sys/fs/cgroup", 6)
            .Where(path => path.Contains(name) && Directory.Exists(path)).OrderByDescending(path => path.Length)];
        await Inventory.SettlesAsync(() =>
        {
            foreach (var cgroup in Cgroups())
                if (File.ReadAllText(Path.Combine(cgroup, "cgroup.procs")).Length == 0
                    && Directory.GetDirectories(cgroup).Length == 0)
                    Directory.Delete(cgroup);
            return Cgroups();
        });
    }

    /// <summary>Of every second gear not even the record came to the disk.</summary>
    private static void LoseGears(string gears, int stranger)
    {
        foreach (var (gear, number) in Directory.EnumerateDirectories(gears)
            .Order().Select((gear, number) => (gear, number)))
        {
            var record = Path.Combine(gear, "gear.json");
            File.WriteAllText(record, number % 2 == 0 ? BootOf().Replace(File.ReadAllText(record), AnotherBoot) : "");
            foreach (var pid in Directory.EnumerateFiles(gear, "*pid"))
                File.WriteAllText(pid, $"{stranger}");
        }
    }

    /// <summary>Every snapshot but the first is one that was not synced, and its files are empty.</summary>
    private static void LoseSnapshots(string snapshots)
    {
        foreach (var snapshot in Directory.EnumerateDirectories(snapshots)
            .Where(path => int.TryParse(Path.GetFileName(path), out var number) && number > 1))
        {
            var record = Path.Combine(snapshot, "record.json");
            File.WriteAllText(
                record, File.ReadAllText(record).Replace("\"bootId\":null", $"\"bootId\":\"{AnotherBoot}\""));
            foreach (var file in new DirectoryInfo(Path.Combine(snapshot, "fs"))
                .EnumerateFiles("*", new EnumerationOptions
                {
                    RecurseSubdirectories = true,
                    AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Device,
                }))
                if (file.UnixFileMode != UnixFileMode.None && file.Length > 0)
                    File.WriteAllText(file.FullName, "");
        }
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex BootOf();
}
