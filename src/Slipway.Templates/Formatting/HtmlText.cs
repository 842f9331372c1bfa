using System.Text;
using System.Text.RegularExpressions;
using Slipway.Templates.Methods;
using Slipway.Templates.Values;

namespace Slipway.Templates.Formatting;

/// <summary>HTML as plain text.</summary>
internal static partial class HtmlText
{
    private const int MaxNameLength = 32;

    /// <summary>
    /// What Windows-1252 has at 0x80 and after, which references to these numbers mean (HTML, "numeric character
    /// reference end state").
    /// </summary>
    private static readonly string Windows = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

    /// <summary>Without comments and tags, runs of blanks as one, references resolved.</summary>
    public static string StripTags(string html)
    {
        var text = Tag().Replace(Comment().Replace(html, ""), "");
        return Unescape(string.Join(' ', TextSplit.Split(text, null, -1)));
    }

    /// <summary>Python's <c>html.unescape</c>.</summary>
    public static string Unescape(string html) =>
        html.Contains('&', StringComparison.Ordinal)
            ? Reference().Replace(html, match => Resolve(match.Groups["name"].Value)) : html;

    private static string Resolve(string reference)
    {
        if (reference[0] == '#')
            return Character(reference[1..].TrimEnd(';'));
        if (HtmlEntities.Find(reference) is { } known)
            return known;
        // The longest known name at the beginning, as some may stand without a semicolon.
        for (var length = Math.Min(reference.Length - 1, MaxNameLength); length > 1; length--)
        {
            if (HtmlEntities.Find(reference[..length]) is { } entity)
                return entity + reference[length..];
        }
        return "&" + reference;
    }

    private static string Character(string digits)
    {
        var isHex = digits[0] is 'x' or 'X';
        long number = 0;
        foreach (var c in isHex ? digits[1..] : digits)
            number = Math.Min(number * (isHex ? 16 : 10) + Convert.ToInt32(c.ToString(), 16), int.MaxValue);
        if (number is >= 0x80 and <= 0x9f)
            return Windows[(int)number - 0x80].ToString();
        if (number is 0 or (>= 0xd800 and <= 0xdfff) or > 0x10ffff)
            return "\ufffd";
        var isInvalid = number is (>= 1 and <= 8) or 0xb or (>= 0xe and <= 0x1f) or 0x7f or (>= 0xfdd0 and <= 0xfdef)
            || (number & 0xfffe) == 0xfffe;
        return isInvalid ? "" : char.ConvertFromUtf32((int)number);
    }

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Comment();

    [GeneratedRegex("<.*?>", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    [GeneratedRegex(@"&(?<name>#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)", RegexOptions.NonBacktracking)]
    private static partial Regex Reference();
}
