using System.Collections.Immutable;
using Slipway.Linux.Processes;

namespace Slipway.Factory.DebianBase;

/// <summary>
/// The machine's apt settings that are needed to read its archives. Proxies are used only while building; the setting
/// for checking dates also goes into the image, which uses the same archives.
/// </summary>
internal sealed record AptSettings(ImmutableArray<string> ForMaking, ImmutableArray<string> ForImage)
{
    private static readonly string[] Dates =
        ["Acquire::Check-Valid-Until ", "Acquire::Check-Date ", "Acquire::Max-FutureTime "];

    public static async Task<AptSettings> OfMachineAsync(CancellationToken cancel) =>
        Parse((await Tool.RunAsync(
            ["apt-config", "dump"], new ToolOptions { Timeout = TimeSpan.FromSeconds(30) }, cancel)).OrThrow().Output);

    /// <param name="dump">The output of <c>apt-config dump</c>.</param>
    public static AptSettings Parse(string dump)
    {
        var lines = dump.Split('\n').Select(line => line.Trim())
            .Where(line => line.EndsWith("\";", StringComparison.Ordinal)
                && !line.EndsWith(" \"\";", StringComparison.Ordinal)).ToList();
        ImmutableArray<string> dates =
            [.. lines.Where(line => Dates.Any(name => line.StartsWith(name, StringComparison.OrdinalIgnoreCase)))
                .Order(StringComparer.Ordinal)];
        return new AptSettings([.. dates, .. lines.Where(IsTransport)], dates);
    }

    private static bool IsTransport(string line) =>
        (line.StartsWith("Acquire::http", StringComparison.OrdinalIgnoreCase)
            || line.StartsWith("Acquire::https", StringComparison.OrdinalIgnoreCase))
        && line.Contains("proxy", StringComparison.OrdinalIgnoreCase);
}
