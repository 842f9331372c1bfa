using System.Globalization;
using System.Text;
using Slipway.Templates.Values;

namespace Slipway.Templates.Syntax;

/// <summary>Cuts what is inside of a tag: names, literals, operators.</summary>
internal sealed class TagLexer(string source, TemplateOptions options, string? template)
{
    private static readonly string?[] Operators = Enumerable.Range(0, 128)
        .Select(c => "+-/*%~[](){}><=.:|,;".Contains((char)c) ? ((char)c).ToString() : null).ToArray();

    private readonly Stack<string> _open = new();

    public int At { get; private set; }

    public int Line { get; private set; }

    /// <summary>Whether every bracket that was opened is closed: only then may the tag end.</summary>
    public bool IsBalanced => _open.Count == 0;

    public void Begin(int at, int line) => (At, Line) = (at, line);

    /// <summary>Null for blanks.</summary>
    public Token? Next()
    {
        var c = source[At];
        if (Characters.IsSpace(c))
        {
            while (At < source.Length && Characters.IsSpace(source[At]))
                Line += source[At++] == '\n' ? 1 : 0;
            return null;
        }
        if (char.IsAsciiDigit(c))
            return Number();
        if (c is '\'' or '"')
            return String(c);
        return NameLength() is > 0 and var length ? Name(length) : Operator();
    }

    private Token Number()
    {
        var start = At;
        if (NumberLiteral.FloatEnd(source, At) is { } end)
        {
            At = end;
            var value = double.Parse(
                source[start..end].Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
            return new Token(Line, TokenKind.Float, source[start..end], value);
        }
        At = NumberLiteral.IntegerEnd(source, At);
        return Integers.TryParse(source[start..At], 0, out var number)
            ? new Token(Line, TokenKind.Integer, source[start..At], number)
            : throw Fail($"{Excerpt.Of(source[start..At])} is no integer");
    }

    private Token String(char quote)
    {
        var end = At + 1;
        while (end < source.Length && source[end] != quote)
            end += source[end] == '\\' ? 2 : 1;
        if (end >= source.Length)
            throw Fail($"unexpected char {Representation.Of(source[At].ToString())} at {At}");
        var raw = source[(At + 1)..end];
        var line = Line;
        var value = StringLiteral.Unescape(options.NewlineSequence == "\n"
            ? raw
            : raw.Replace("\n", options.NewlineSequence, StringComparison.Ordinal), Fail);
        At = end + 1;
        Line += raw.AsSpan().Count('\n');
        return new Token(line, TokenKind.String, value);
    }

    private int NameLength()
    {
        var length = 0;
        foreach (var rune in source.AsSpan(At).EnumerateRunes())
        {
            if (!Characters.IsWord(rune) && !Characters.IsIdentifierPart(rune))
                break;
            length += rune.Utf16SequenceLength;
        }
        return length;
    }

    private Token Name(int length)
    {
        var name = source.Substring(At, length);
        if (!Ascii.IsValid(name) && !Characters.IsIdentifier(name))
            throw Fail("Invalid character in identifier");
        At += length;
        return new Token(Line, TokenKind.Name, name);
    }

    private string CharacterHere() => CodePoints.Take(source[At..Math.Min(source.Length, At + 2)], 1);

    private Token Operator()
    {
        var found = OperatorHere()
            ?? throw Fail($"unexpected char {Representation.Of(CharacterHere())} at {CodePoints.Index(source, At)}");
        if (found is "(" or "[" or "{")
            _open.Push(found switch { "(" => ")", "[" => "]", _ => "}" });
        else if (found is ")" or "]" or "}")
            Close(found);
        At += found.Length;
        return new Token(Line, TokenKind.Operator, found);
    }

    private string? OperatorHere() => source.AsSpan(At, Math.Min(2, source.Length - At)) switch
    {
        "//" => "//",
        "**" => "**",
        "==" => "==",
        "!=" => "!=",
        ">=" => ">=",
        "<=" => "<=",
        [< (char)128 and var one, ..] => Operators[one],
        _ => null,
    };

    private void Close(string bracket)
    {
        if (!_open.TryPop(out var expected))
            throw Fail($"unexpected '{bracket}'");
        if (expected != bracket)
            throw Fail($"unexpected '{bracket}', expected '{expected}'");
    }

    private TemplateException Fail(string cause) => new(TemplateError.TemplateSyntaxError, cause, template, Line);
}
