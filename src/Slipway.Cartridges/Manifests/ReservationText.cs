using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.Oci;

namespace Slipway.Cartridges.Manifests;

/// <summary>Reads <c>MEM >= 10MB</c>. V2 never said what else may stand there, so the rest is kept as text with a warning.</summary>
internal static partial class ReservationText
{
    public static Reservation Read(string text, Fields fields)
    {
        var match = Pattern().Match(text);
        if (match.Success && decimal.TryParse(match.Groups[2].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            && amount * UnitOf(match.Groups[3].Value) is <= long.MaxValue and var bytes)
            return new Reservation(text, match.Groups[1].Value.ToUpperInvariant(), (long)bytes);
        fields.Warn(fields.LineOf("Reservations"), "Reservations", $"'{Excerpt.Of(text)}' is not understood and has no effect", "write it like 'MEM >= 10MB'");
        return new Reservation(text);
    }

    private static decimal UnitOf(string unit) => unit.ToUpperInvariant() switch
    {
        "" or "B" => 1,
        "K" or "KB" or "KIB" => 1L << 10,
        "M" or "MB" or "MIB" => 1L << 20,
        "G" or "GB" or "GIB" => 1L << 30,
        _ => 1L << 40,
    };

    [GeneratedRegex(@"\A\s*([A-Za-z]{1,16})\s*(?:>=|=)\s*([0-9.]{1,18})\s*([KMGTkmgt]?i?[Bb]?)\s*\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
