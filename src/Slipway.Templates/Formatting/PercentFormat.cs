using System.Numerics;
using System.Text;
using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Formatting;

/// <summary>Python's <c>text % values</c>.</summary>
internal sealed class PercentFormat
{
    private readonly string _format;
    private readonly object? _values;
    private readonly Budget _budget;
    private readonly bool _escapes;
    private readonly StringBuilder _made = new();
    private int _at;
    private int _next;

    private PercentFormat(string format, object? values, bool escapes, Budget budget)
    {
        _format = format;
        _values = values;
        _escapes = escapes;
        _budget = budget;
    }

    private bool IsMapping =>
        _values is PythonObject and not (PythonTuple or Markup or Callable or Globals.Namespace or LazySequence);

    /// <param name="format">str or Markup; the latter escapes what it is given and stays Markup.</param>
    public static object Format(object? format, object? values, Budget budget)
    {
        var text = Text.Of(format);
        return Text.As(format, new PercentFormat(text, values, format is Markup, budget).Run());
    }

    private string Run()
    {
        while (_at < _format.Length)
        {
            var percent = _format.IndexOf('%', _at);
            var end = percent < 0 ? _format.Length : percent;
            _made.Append(_format, _at, end - _at);
            _at = end + 1;
            if (percent >= 0)
                Convert();
            if (_made.Length > _budget.Limits.OutputLength)
                _budget.Make(_made.Length);
        }
        if (!IsMapping && _next < Count)
            throw Errors.Type("not all arguments converted during string formatting");
        _budget.Charge(_made.Length);
        return _made.ToString();
    }

    private int Count => _values is PythonTuple tuple ? tuple.Items.Length : 1;

    private void Convert()
    {
        object? keyed = null;
        var isKeyed = _at < _format.Length && _format[_at] == '(';
        if (isKeyed)
            keyed = Lookup(Key());
        var flags = Flags();
        var width = Number(isKeyed);
        var leftByWidth = width < 0;
        var precision = -1;
        if (_at < _format.Length && _format[_at] == '.')
        {
            _at++;
            precision = Math.Max(0, Number(isKeyed) ?? 0);
        }
        while (_at < _format.Length && _format[_at] is 'h' or 'l' or 'L')
            _at++;
        if (_at >= _format.Length)
            throw Errors.Value("incomplete format");
        var type = _format[_at++];
        if (type == '%')
        {
            _made.Append('%');
            return;
        }
        var value = isKeyed ? keyed : Next();
        Append(type, value, flags + (leftByWidth ? "-" : ""), Math.Abs(width ?? 0), precision);
    }

    private void Append(char type, object? value, string flags, int width, int precision)
    {
        var (sign, text) = type switch
        {
            's' or 'r' or 'a' => ("", Shown(type, value, precision)),
            'd' or 'i' or 'u' or 'x' or 'X' or 'o' => Integer(type, value, flags, precision),
            'e' or 'E' or 'f' or 'F' or 'g' or 'G' => Real(type, value, flags, precision),
            'c' => ("", Character(value)),
            _ => throw Errors.Value($"unsupported format character '{type}' (0x{(int)type:x}) at index {_at - 1}"),
        };
        var isNumber = type is not ('s' or 'r' or 'a' or 'c');
        var missing = Math.Max(0, width - CodePoints.Count(sign) - CodePoints.Count(text));
        if (flags.Contains('-', StringComparison.Ordinal))
            _made.Append(sign).Append(text).Append(' ', missing);
        else if (isNumber && flags.Contains('0', StringComparison.Ordinal))
            _made.Append(sign).Append('0', missing).Append(text);
        else
            _made.Append(' ', missing).Append(sign).Append(text);
    }

    private string Shown(char type, object? value, int precision)
    {
        var text = type == 's' ? Text.Of(value) : Representation.Of(value);
        if (type == 'a')
            text = AsciiText.Escape(text);
        if (_escapes)
            text = type == 's' ? Markup.Escape(value).Content : Markup.EscapeText(text);
        return precision >= 0 ? CodePoints.Take(text, precision) : text;
    }

    private static (string Sign, string Digits) Integer(char type, object? value, string flags, int precision)
    {
        if (value is Undefined undefined && type is 'd' or 'i' or 'u')
            throw ((Undefined)value).Fail();
        if (!Integers.TryGet(value, out var number))
        {
            if (value is not double real || type is 'x' or 'X' or 'o')
                throw Errors.Type(type is 'x' or 'X' or 'o'
                    ? $"%{type} format: an integer is required, not {TypeNames.Of(value)}"
                    : $"%{type} format: a real number is required, not {TypeNames.Of(value)}");
            Integers.TryGet(Integers.Truncate(real), out number);
        }
        var digits = ValueFormat.Digits(BigInteger.Abs(number), type);
        if (precision > digits.Length)
            digits = digits.PadLeft(precision, '0');
        var prefix = flags.Contains('#', StringComparison.Ordinal) && type is 'x' or 'X' or 'o' ? "0" + type : "";
        if (!flags.Contains('#', StringComparison.Ordinal))
            prefix = "";
        return (SignOf(number.Sign < 0, flags) + prefix, digits);
    }

    private static (string Sign, string Digits) Real(char type, object? value, string flags, int precision)
    {
        if (value is Undefined undefined)
            throw undefined.Fail();
        if (!Floats.TryGet(value, out var number))
            throw Errors.Type($"must be real number, not {TypeNames.Of(value)}");
        return (SignOf(double.IsNegative(number) && !double.IsNaN(number), flags),
            FloatFormat.Format(number, type, precision, flags.Contains('#', StringComparison.Ordinal)));
    }

    private static string SignOf(bool negative, string flags) => negative ? "-"
        : flags.Contains('+', StringComparison.Ordinal) ? "+"
        : flags.Contains(' ', StringComparison.Ordinal) ? " " : "";

    private static string Character(object? value)
    {
        if (Text.TryGet(value, out var text) && CodePoints.Count(text) == 1)
            return text;
        if (!Integers.TryGet(value, out var number))
            throw Errors.Type("%c requires int or char");
        if (number < 0 || number > 0x10ffff)
            throw Errors.Overflow("%c arg not in range(0x110000)");
        return char.ConvertFromUtf32((int)number);
    }

    private object? Next()
    {
        if (_values is PythonTuple tuple)
            return _next < tuple.Items.Length ? tuple.Items[_next++] : throw Errors.Type(
                "not enough arguments for format string");
        return _next++ == 0 ? _values : throw Errors.Type("not enough arguments for format string");
    }

    private string Key()
    {
        var start = ++_at;
        for (var depth = 1; ; _at++)
        {
            if (_at >= _format.Length)
                throw Errors.Value("incomplete format key");
            depth += _format[_at] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0)
                return _format[start.._at++];
        }
    }

    private object? Lookup(string key)
    {
        if (!IsMapping)
            throw Errors.Type("format requires a mapping");
        _next = 1;
        return Subscripts.TryGet(_values, key, _budget, out var value) ? value : throw Errors.Key(key);
    }

    private string Flags()
    {
        var start = _at;
        while (_at < _format.Length && _format[_at] is '-' or '+' or ' ' or '#' or '0')
            _at++;
        return _format[start.._at];
    }

    private int? Number(bool isKeyed)
    {
        if (_at < _format.Length && _format[_at] == '*')
        {
            _at++;
            var value = isKeyed ? throw Errors.Type("not enough arguments for format string") : Next();
            if (value is not (long or bool))
                throw Errors.Type("* wants int");
            return Bounded(Integers.Index(value));
        }
        var start = _at;
        while (_at < _format.Length && char.IsAsciiDigit(_format[_at]))
            _at++;
        return start == _at ? null : Bounded(
            long.TryParse(_format.AsSpan(start, _at - start), out var number) ? number : long.MaxValue);
    }

    private int Bounded(long number)
    {
        if (Math.Abs((double)number) > int.MaxValue)
            throw Errors.Value("width too big");
        _budget.Make(Math.Abs(number));
        return (int)number;
    }
}
