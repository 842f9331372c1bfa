using System.Globalization;
using System.Text;
using Slipway.Templates.Values;

namespace Slipway.Templates.Formatting;

/// <summary>Python's <c>ascii()</c>: what is not ASCII becomes an escape.</summary>
internal static class AsciiText
{
    public static string Escape(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        var made = new StringBuilder(text.Length);
        foreach (var point in CodePoints.Each(text))
        {
            var number = CodePoints.Number(point);
            _ = number < 0x80 ? made.Append(point)
                : number <= 0xff ? made.Append(CultureInfo.InvariantCulture, $"\\x{number:x2}")
                : number <= 0xffff ? made.Append(CultureInfo.InvariantCulture, $"\\u{number:x4}")
                : made.Append(CultureInfo.InvariantCulture, $"\\U{number:x8}");
        }
        return made.ToString();
    }
}
