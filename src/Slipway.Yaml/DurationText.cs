using System.Globalization;

namespace Slipway.Yaml;

/// <summary>
/// Durations as text: <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>1h</c>, <c>30d</c>; a number without a unit is in
/// seconds.
/// </summary>
public static class DurationText
{
    private static readonly (string Unit, double Seconds)[] Units =
        [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400), ("", 1)];

    /// <summary>An upper limit for all durations; callers have smaller ones.</summary>
    private static readonly TimeSpan MaxDuration = TimeSpan.FromDays(10_000);

    public static bool TryParse(string text, out TimeSpan time)
    {
        var (unit, seconds) = Units.First(known => text.EndsWith(known.Unit, StringComparison.Ordinal));
        var valid = double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out var number)
            && number * seconds <= MaxDuration.TotalSeconds;
        time = valid ? TimeSpan.FromSeconds(number * seconds) : default;
        return valid;
    }

    public static string Of(TimeSpan time) =>
        time.TotalMilliseconds % 1000 != 0
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.####}ms")
        : time.TotalSeconds % 60 != 0 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0}s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0}m");
}
