using System.Collections.Immutable;
using Slipway.Linux.Processes;

namespace Slipway.Factory.DebianBase;

/// <summary>
/// The machine's apt settings without which its archives cannot be read. Proxies are for the making only; what says
/// whether dates are checked is for the image, too, whose archives are the same.
/// </summary>
internal sealed record AptSettings(ImmutableArray<string> ForMaking, ImmutableArray<string> ForImage)
{
    private static readonly string[] Dates =
        ["Acquire::Check-Valid-Until ", "Acquire::Check-Date ", "Acquire::Max-FutureTime "];

    public static async Task<AptSettings> OfMachineAsync(CancellationToken cancel) =>
        Parse((await Tool.RunAsync(
            ["apt-config", "dump"], new ToolOptions { Timeout = TimeSpan.FromSeconds(30) }, cancel)).OrThrow().Output);

    /// <param name="dump">What <c>apt-config dump</c> prints.</param>
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
