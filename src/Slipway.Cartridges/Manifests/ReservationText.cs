using System.Text.RegularExpressions;
using Slipway.Oci;
using Slipway.Yaml;

namespace Slipway.Cartridges.Manifests;

/// <summary>
/// Parses <c>MEM >= 10MB</c>. V2 does not define other forms, so these are kept as text, with a warning.
/// </summary>
internal static partial class ReservationText
{
    public static Reservation Read(string text, Fields fields)
    {
        var match = Pattern().Match(text);
        if (match.Success && ByteSize.TryParse(match.Groups["size"].Value, out var bytes))
            return new Reservation(text, match.Groups["name"].Value.ToUpperInvariant(), bytes);
        fields.Warn(fields.LineOf("Reservations"), "Reservations",
            $"'{Excerpt.Of(text)}' is not understood and has no effect", "write it like 'MEM >= 10MB'");
        return new Reservation(text);
    }

    [GeneratedRegex(@"\A\s*(?<name>[A-Za-z]{1,16})\s*(?:>=|=)\s*(?<size>[0-9.]{1,18}\s*[KMGTkmgt]?[Ii]?[Bb]?)\s*\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
