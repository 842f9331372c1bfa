using System.Globalization;

namespace Slipway.Dockerfiles.Planning;

/// <summary>EXPOSE's <c>port[-port][/protocol]</c>.</summary>
internal static class PortRange
{
    public static IEnumerable<string> Parse(string text, int line)
    {
        var parts = text.Split('/');
        var protocol = parts.Length == 2 ? parts[1].ToLowerInvariant() : "tcp";
        var ends = parts[0].Split('-');
        if (parts.Length > 2 || protocol is not ("tcp" or "udp" or "sctp") || ends.Length > 2
            || PortOf(ends[0]) is not { } first || PortOf(ends[^1]) is not { } last || last < first)
        {
            throw DockerfileException.Syntax(
                line, $"'{Excerpt.Of(text)}' is no port to expose",
                "Write PORT, PORT-PORT, or either with /tcp, /udp or /sctp.");
        }
        return Enumerable.Range(first, last - first + 1).Select(port => $"{port}/{protocol}");
    }

    private static int? PortOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port <= ushort.MaxValue ? port : null;
}
