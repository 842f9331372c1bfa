namespace Slipway.Edge;

/// <summary>The number of connections that the open-file limit allows (proc(5), limits).</summary>
internal static class FileLimit
{
    private const int Reserve = 1000; // listeners, checks, idle connections to gears
    private const int MaxFiles = 20_000;

    public static int Connections() => Connections(File.ReadLines("/proc/self/limits"));

    /// <summary>
    /// A connection takes one descriptor for the client and one for the gear; HAProxy also keeps a pipe (two
    /// descriptors) for splicing for every fourth connection.
    /// </summary>
    internal static int Connections(IEnumerable<string> limits)
    {
        var fields = limits.FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal))?
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var files = fields is { Length: > 4 } && long.TryParse(fields[4], out var hard) ? hard : long.MaxValue;
        return (int)Math.Clamp((files - Reserve) * 2 / 5, 100, MaxFiles);
    }
}
