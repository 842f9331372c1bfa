using System.Text.RegularExpressions;
using Slipway.Templates.Values;

namespace Slipway.Templates.Syntax;

/// <summary>Cuts a template into tokens (Jinja: "Lexer"): text outside of tags, and what is in them.</summary>
internal sealed partial class Lexer
{
    private readonly TemplateOptions _options;
    private readonly string? _template;
    private readonly string _source;
    private readonly TagFinder _finder;
    private readonly TagLexer _inTags;
    private int _at;
    private int _line = 1;
    private bool _lineStarting = true;

    public Lexer(string source, TemplateOptions options, string? template)
    {
        if (source.Length > options.Limits.SourceLength)
            throw new TemplateException(
                TemplateError.LimitExceeded,
                $"the template has {source.Length} characters; {options.Limits.SourceLength} are the most", template);
        _options = options;
        _template = template;
        _source = source.Contains('\r', StringComparison.Ordinal) ? LineBreak().Replace(source, "\n") : source;
        if (!options.KeepTrailingNewline && _source.EndsWith('\n'))
            _source = _source[..^1];
        _finder = new TagFinder(_source, options);
        _inTags = new TagLexer(_source, options, template);
    }

    public IEnumerable<Token> Tokens()
    {
        while (_at < _source.Length)
        {
            if (_finder.Find(_at) is not { } tag)
            {
                yield return Data(_source[_at..], _line);
                yield break;
            }
            var (text, line) = (TextBefore(tag), _line);
            Pass(tag.Start);
            if (text.Length > 0)
                yield return Data(text, line);
            foreach (var token in Read(tag))
                yield return token;
        }
    }

    /// <summary>The text up to a tag, without what the tag strips.</summary>
    private string TextBefore(Tag tag)
    {
        var text = _source[_at..tag.Start];
        if (tag.Sign == '-')
            return Characters.StripEnd(text);
        return tag.Sign != '+' && tag.Kind != TagKind.Variable ? WithoutIndent(text) : text;
    }

    private string WithoutIndent(string text)
    {
        if (!_options.LstripBlocks)
            return text;
        var start = text.LastIndexOf('\n') + 1;
        return (start > 0 || _lineStarting) && text[start..].All(Characters.IsSpace) ? text[..start] : text;
    }

    private IEnumerable<Token> Read(Tag tag)
    {
        var line = _line;
        Pass(tag.End);
        switch (tag.Kind)
        {
            case TagKind.Comment:
                ReadComment();
                return [];
            case TagKind.LineComment:
                var end = _source.IndexOf('\n', _at);
                Pass(end < 0 ? _source.Length : end);
                return [];
            case TagKind.Raw:
                return ReadRaw();
            default:
                return ReadTag(tag.Kind, line);
        }
    }

    private void ReadComment()
    {
        if (_at == _source.Length)
            return;
        for (var at = _at; at < _source.Length; at++)
        {
            if (_finder.Closing(at, _options.CommentEnd, plus: true, _options.TrimBlocks) is { } end)
            {
                Pass(end);
                return;
            }
        }
        throw Fail("Missing end of comment tag");
    }

    private IEnumerable<Token> ReadRaw()
    {
        if (_at == _source.Length)
            yield break;
        for (var at = _source.IndexOf(_options.BlockStart, _at, StringComparison.Ordinal); at >= 0; at =
            _source.IndexOf(_options.BlockStart, at + 1, StringComparison.Ordinal))
        {
            var inside = at + _options.BlockStart.Length;
            var sign = _finder.SignAt(inside);
            if (_finder.RawEnd(
                sign == '\0' ? inside : inside + 1, "endraw", plus: true, _options.TrimBlocks) is not { } end)
                continue;
            var (text, line) = (TextBefore(new Tag(TagKind.Raw, at, end, sign)), _line);
            Pass(end);
            if (text.Length > 0)
                yield return Data(text, line);
            yield break;
        }
        throw Fail("Missing end of raw directive");
    }

    private IEnumerable<Token> ReadTag(TagKind kind, int line)
    {
        var isVariable = kind == TagKind.Variable;
        yield return new Token(line, isVariable ? TokenKind.VariableBegin : TokenKind.BlockBegin, "");
        _inTags.Begin(_at, _line);
        while (true)
        {
            if (_inTags.IsBalanced && End(kind) is { } end)
            {
                yield return new Token(_inTags.Line, isVariable ? TokenKind.VariableEnd : TokenKind.BlockEnd, "");
                _line = _inTags.Line;
                _at = _inTags.At;
                Pass(end);
                yield break;
            }
            if (_inTags.At >= _source.Length)
            {
                _at = _source.Length;
                yield break;
            }
            if (_inTags.Next() is { } token)
                yield return token;
        }
    }

    private int? End(TagKind kind) => kind switch
    {
        TagKind.Variable => _finder.Closing(_inTags.At, _options.VariableEnd, plus: false, trims: false),
        TagKind.Block => _finder.Closing(_inTags.At, _options.BlockEnd, plus: true, _options.TrimBlocks),
        _ => LineEnd(_inTags.At),
    };

    /// <summary>A line statement ends with its line, and with the blank lines after it.</summary>
    private int? LineEnd(int at)
    {
        var end = _finder.SkipBlanks(at);
        if (end == _source.Length)
            return end;
        var newline = _source.LastIndexOf('\n', Math.Max(at, end - 1), Math.Max(1, end - at));
        return end > at && newline >= at ? newline + 1 : null;
    }

    private void Pass(int end)
    {
        var passed = _source.AsSpan(_at, end - _at);
        _line += passed.Count('\n');
        if (!passed.IsEmpty)
            _lineStarting = passed[^1] == '\n';
        _at = end;
    }

    private Token Data(string text, int line) => new(line, TokenKind.Data,
        _options.NewlineSequence == "\n" ? text : text.Replace(
            "\n", _options.NewlineSequence, StringComparison.Ordinal));

    private TemplateException Fail(string cause) => new(TemplateError.TemplateSyntaxError, cause, _template, _line);

    [GeneratedRegex(@"\r\n|\r|\n", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex LineBreak();
}
