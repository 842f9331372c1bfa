namespace Slipway.Terminal;

/// <summary>Formats times and sizes for people.</summary>
internal static class HumanReadable
{
    public static string Since(DateTimeOffset time) => (DateTimeOffset.UtcNow - time) switch
    {
        { TotalSeconds: < 60 } age => $"{Math.Max(0, (int)age.TotalSeconds)} s ago",
        { TotalMinutes: < 60 } age => $"{(int)age.TotalMinutes} min ago",
        { TotalHours: < 48 } age => $"{(int)age.TotalHours} h ago",
        var age => $"{(int)age.TotalDays} days ago",
    };

    public static string Bytes(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} B",
        < 1_000_000 => $"{bytes / 1e3:0.#} kB",
        < 1_000_000_000 => $"{bytes / 1e6:0.#} MB",
        _ => $"{bytes / 1e9:0.##} GB",
    };
}
