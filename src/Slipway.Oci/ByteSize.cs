using System.Buffers;
using System.Globalization;

namespace Slipway.Oci;

/// <summary>
/// Byte sizes as text: <c>512m</c>, <c>1.5 GB</c>, <c>2GiB</c>. Units are powers of 1024, however they are written.
/// </summary>
public static class ByteSize
{
    private static readonly string[] Units = ["", "K", "M", "G", "T"];
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    public static bool TryParse(string? text, out long bytes)
    {
        bytes = 0;
        var digits = (text ?? "").AsSpan().Trim();
        var length = digits.IndexOfAnyExcept(Digits);
        var unit = length < 0 ? "" : digits[length..].Trim().ToString().ToUpperInvariant();
        if (!TryParseUnit(unit, out var factor)
            || !decimal.TryParse(length < 0 ? digits : digits[..length], NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture, out var number)
            || number > long.MaxValue / factor)
            return false;
        bytes = (long)(number * factor);
        return true;
    }

    /// <summary>The size in the largest unit that needs at most two decimals: <c>512 MiB</c>.</summary>
    public static string Of(long bytes)
    {
        var power = Units.Length - 1;
        while (power > 0 && (bytes < 1L << (10 * power) || bytes * 100 % (1L << (10 * power)) != 0))
            power--;
        return string.Create(CultureInfo.InvariantCulture,
            $"{(decimal)bytes / (1L << (10 * power)):0.##} {(power == 0 ? "bytes" : Units[power] + "iB")}");
    }

    private static bool TryParseUnit(string unit, out long factor)
    {
        var power = Array.FindIndex(
            Units, known => unit == known || unit == known + "B" || (known.Length > 0 && unit == known + "IB"));
        factor = power < 0 ? 0 : 1L << (10 * power);
        return power >= 0;
    }
}
