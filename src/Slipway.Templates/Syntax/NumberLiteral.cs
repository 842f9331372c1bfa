namespace Slipway.Templates.Syntax;

/// <summary>
/// How far a number reaches: digits with single underscores between them, prefixes, fractions and exponents.
/// </summary>
internal static class NumberLiteral
{
    /// <summary>
    /// Null when there is no float: a fraction or an exponent makes one, but not right after a point.
    /// </summary>
    public static int? FloatEnd(string source, int at)
    {
        if (at > 0 && source[at - 1] == '.')
            return null;
        var whole = Digits(source, at, char.IsAsciiDigit);
        var end = whole;
        if (whole < source.Length && source[whole] == '.'
            && Digits(source, whole + 1, char.IsAsciiDigit) is var fraction && fraction > whole + 1)
            end = fraction;
        if (end < source.Length && source[end] is 'e' or 'E')
        {
            var exponent = end + 1 < source.Length && source[end + 1] is '+' or '-' ? end + 2 : end + 1;
            if (Digits(source, exponent, char.IsAsciiDigit) is var last && last > exponent)
                return last;
        }
        return end > whole ? end : null;
    }

    public static int IntegerEnd(string source, int at)
    {
        if (source[at] != '0')
            return Digits(source, at, char.IsAsciiDigit);
        Func<char, bool>? isDigit = at + 1 >= source.Length ? null : source[at + 1] switch
        {
            'b' or 'B' => c => c is '0' or '1',
            'o' or 'O' => c => c is >= '0' and <= '7',
            'x' or 'X' => char.IsAsciiHexDigit,
            _ => null,
        };
        if (isDigit is not null && PrefixedDigits(source, at + 2, isDigit) is var end && end > at + 2)
            return end;
        return Digits(source, at, c => c == '0');
    }

    private static int PrefixedDigits(string source, int at, Func<char, bool> isDigit) =>
        at < source.Length && source[at] == '_' && Digits(source, at + 1, isDigit) is var end && end > at + 1
            ? end
            : Digits(source, at, isDigit);

    private static int Digits(string source, int at, Func<char, bool> isDigit)
    {
        if (at >= source.Length || !isDigit(source[at]))
            return at;
        while (at < source.Length
            && (isDigit(source[at]) || (source[at] == '_' && at + 1 < source.Length && isDigit(source[at + 1]))))
            at++;
        return at;
    }
}
