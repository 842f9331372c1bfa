using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Slipway.Edge.Configuration;

namespace Slipway.Edge.Runtime;

/// <summary>Parses HAProxy's responses (management guide, 9.1 and 9.3).</summary>
internal static class RuntimeResponses
{
    private const int Maintenance = 0x01 | 0x02 | 0x04 | 0x20 | 0x40; // all reasons
    private const int Drain = 0x08 | 0x10;

    public static string Signature(string info) =>
        Lines(info).FirstOrDefault(line =>
            line.StartsWith("description:", StringComparison.Ordinal))?["description:".Length..].Trim() ?? "";

    public static ImmutableHashSet<string> Proxies(string backends) =>
        [.. Lines(backends).Where(line => line[0] != '#')];

    /// <summary>
    /// The servers of routed backends. In version 1 of the table, proxy name, server name, address, weight,
    /// administrative state and port are columns 2, 4, 5, 7, 8 and 19.
    /// </summary>
    public static ImmutableSortedDictionary<string, RunningServer> Servers(string table)
    {
        var servers = ImmutableSortedDictionary.CreateBuilder<string, RunningServer>(StringComparer.Ordinal);
        foreach (var line in Lines(table))
        {
            var columns = line.Split(' ');
            if (columns.Length < 19 || line[0] == '#' || !BackendSlots.IsRouted(columns[1]))
                continue;
            var state = int.Parse(columns[6], CultureInfo.InvariantCulture);
            var address = IPAddress.TryParse(columns[4], out var ip) && int.TryParse(columns[18], out var port)
                ? new IPEndPoint(ip, port) : null;
            var weight = int.Parse(columns[7], CultureInfo.InvariantCulture);
            servers[$"{columns[1]}/{columns[3]}"] = new RunningServer(
                address, weight, (state & Maintenance) != 0, (state & Drain) != 0);
        }
        return servers.ToImmutable();
    }

    /// <summary>Lines are <c>0x55d0c8 host proxy</c>.</summary>
    public static ImmutableSortedDictionary<string, string> Hosts(string map) => Lines(map)
        .Select(line => line.Split(' '))
        .Where(columns => columns is ["0x" or ['0', 'x', ..], _, _])
        .ToImmutableSortedDictionary(columns => columns[1], columns => columns[2], StringComparer.Ordinal);

    /// <summary>The current worker and the old ones: <c>PID worker RELOADS UPTIME VERSION</c>.</summary>
    public static (int? Current, ImmutableArray<int> Old) Workers(string processes)
    {
        var old = ImmutableArray.CreateBuilder<int>();
        int? current = null;
        var replaced = false;
        foreach (var line in Lines(processes))
        {
            var columns = line.Split(['\t', ' '], StringSplitOptions.RemoveEmptyEntries);
            replaced |= line.StartsWith("# old workers", StringComparison.Ordinal);
            if (columns is not [var first, "worker", ..] || !int.TryParse(first, out var pid))
                continue;
            if (replaced)
                old.Add(pid);
            else
                current = pid;
        }
        return (current, old.ToImmutable());
    }

    /// <summary>CSV with column names in the first line.</summary>
    public static long Sessions(string statistics, string proxy, string server)
    {
        var lines = Lines(statistics);
        var names = lines.FirstOrDefault()?.TrimStart('#', ' ').Split(',') ?? [];
        var (current, queued) = (Array.IndexOf(names, "scur"), Array.IndexOf(names, "qcur"));
        var row = lines.Select(line => line.Split(','))
            .FirstOrDefault(row => row.Length > 4 && row[0] == proxy && row[1] == server);
        return row is null || current < 0 || queued < 0 ? 0 : Number(row[current]) + Number(row[queued]);

        static long Number(string text) =>
            long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
