using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Dockerfiles.Syntax;

/// <summary>Durations in Go's syntax (<c>1h30m</c>, <c>500ms</c>), in nanoseconds.</summary>
internal static partial class GoDuration
{
    public static long? TryParse(string text)
    {
        if (text == "0")
            return 0;
        if (text.Length > 64 || !Form().IsMatch(text))
            return null;
        var sum = Part().Matches(text).Sum(part =>
            decimal.Parse(part.Groups["n"].Value, NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture) * UnitOf(part.Groups["u"].Value));
        return sum <= long.MaxValue ? (long)sum : null;
    }

    public static string Write(long nanoseconds)
    {
        if (nanoseconds == 0)
            return "0s";
        if (nanoseconds < 1_000_000_000)
            return Small(nanoseconds);
        var text = new StringBuilder();
        var seconds = nanoseconds / 1_000_000_000m;
        var minutes = (long)(seconds / 60);
        if (minutes >= 60)
            text.Append(minutes / 60).Append('h');
        if (minutes > 0)
            text.Append(minutes % 60).Append('m');
        return text.Append(Number(seconds % 60)).Append('s').ToString();
    }

    private static string Small(long nanoseconds) => nanoseconds switch
    {
        >= 1_000_000 => Number(nanoseconds / 1_000_000m) + "ms",
        >= 1_000 => Number(nanoseconds / 1_000m) + "µs",
        _ => nanoseconds + "ns",
    };

    private static string Number(decimal value) => value.ToString("0.#########", CultureInfo.InvariantCulture);

    private static decimal UnitOf(string unit) => unit switch
    {
        "h" => 3_600_000_000_000m,
        "m" => 60_000_000_000m,
        "s" => 1_000_000_000m,
        "ms" => 1_000_000m,
        "ns" => 1m,
        _ => 1_000m,
    };

    [GeneratedRegex(@"\A(?:[0-9]{1,18}(?:\.[0-9]{0,18})?(?:ns|us|µs|ms|s|m|h))+\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Form();

    [GeneratedRegex(@"(?<n>[0-9]+(?:\.[0-9]*)?)(?<u>ns|us|µs|ms|s|m|h)",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Part();
}
