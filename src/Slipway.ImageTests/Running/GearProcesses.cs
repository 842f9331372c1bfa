using System.Globalization;

namespace Slipway.ImageTests.Running;

/// <summary>What this machine's /proc (proc(5)) tells of a running gear; nothing is needed inside of it.</summary>
internal static class GearProcesses
{
    /// <summary>The processes of the gear that are root in it, by name.</summary>
    /// <param name="init">The gear's first process.</param>
    public static IReadOnlyList<string> Roots(int init) =>
        [.. Of(init).Where(pid => Uids(pid).Contains(0u)).Select(NameOf).Distinct()];

    /// <summary>Where the gear accepts connections, as <c>ADDRESS:PORT</c>.</summary>
    public static IReadOnlyList<string> Listening(int init) =>
        [.. ListeningSockets.Of([.. Lines($"/proc/{init}/net/tcp"), .. Lines($"/proc/{init}/net/tcp6")])
            .Select(socket => socket.ToString())];

    private static IEnumerable<int> Of(int init)
    {
        var space = NamespaceOf(init);
        return space is null ? [] : Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(
                Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && NamespaceOf(pid) == space);
    }

    private static string? NamespaceOf(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/ns/pid").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // it has ended
        }
    }

    /// <summary>Real, effective and saved ids, as the gear sees them.</summary>
    private static IEnumerable<uint> Uids(int pid)
    {
        var ids = Lines($"/proc/{pid}/status")
            .FirstOrDefault(line => line.StartsWith("Uid:", StringComparison.Ordinal))?.Split('\t')[1..4] ?? [];
        var map = Lines($"/proc/{pid}/uid_map").Select(
            line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse).ToArray()).ToList();
        return from id in ids.Select(long.Parse)
               from extent in map
               where id >= extent[1] && id < extent[1] + extent[2]
               select (uint)(id - extent[1] + extent[0]);
    }

    private static string NameOf(int pid) => Lines($"/proc/{pid}/comm").FirstOrDefault() ?? $"{pid}";

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
