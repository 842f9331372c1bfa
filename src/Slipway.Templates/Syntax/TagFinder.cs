using Slipway.Templates.Values;

namespace Slipway.Templates.Syntax;

internal enum TagKind
{
    Raw,
    Comment,
    Block,
    Variable,
    LineStatement,
    LineComment,
}

/// <summary>Where a tag begins.</summary>
/// <param name="Start">Of the tag, or of the blanks before a line statement.</param>
/// <param name="End">After the opening and its sign; of a raw tag, after the whole tag.</param>
/// <param name="Sign"><c>-</c>, <c>+</c> or NUL.</param>
internal readonly record struct Tag(TagKind Kind, int Start, int End, char Sign);

/// <summary>Finds the first tag in the text of a template; where several fit, the longest opening counts.</summary>
internal sealed class TagFinder
{
    private readonly string _source;
    private readonly TemplateOptions _options;
    private readonly List<(string Opening, TagKind Kind)> _openings;
    private readonly System.Buffers.SearchValues<char> _first;

    public TagFinder(string source, TemplateOptions options)
    {
        _source = source;
        _options = options;
        List<(string Opening, TagKind Kind, int Rank)> openings =
        [
            (options.VariableStart, TagKind.Variable, 5), (options.CommentStart, TagKind.Comment, 2),
            (options.BlockStart, TagKind.Block, 1),
        ];
        if (options.LineStatementPrefix is { } statement)
            openings.Add((statement, TagKind.LineStatement, 4));
        if (options.LineCommentPrefix is { } comment)
            openings.Add((comment, TagKind.LineComment, 3));
        _openings = [.. openings.OrderByDescending(opening => opening.Opening.Length)
            .ThenByDescending(opening => opening.Rank).Select(opening => (opening.Opening, opening.Kind))];
        _first = System.Buffers.SearchValues.Create(
            [options.VariableStart[0], options.CommentStart[0], options.BlockStart[0]]);
    }

    private bool HasLinePrefixes => _options.LineStatementPrefix is not null || _options.LineCommentPrefix is not null;

    public Tag? Find(int from)
    {
        for (var at = from; at < _source.Length; at++)
        {
            if (!HasLinePrefixes)
            {
                var next = _source.AsSpan(at).IndexOfAny(_first);
                if (next < 0)
                    return null;
                at += next;
            }
            if (At(at) is { } tag)
                return tag;
        }
        return null;
    }

    /// <summary>Whether the source goes on so.</summary>
    public bool IsAt(int at, string text) =>
        at <= _source.Length && _source.AsSpan(at).StartsWith(text, StringComparison.Ordinal);

    public int SkipBlanks(int at)
    {
        while (at < _source.Length && Characters.IsSpace(_source[at]))
            at++;
        return at;
    }

    /// <summary>The end of a closing with its sign; what it strips or trims is passed over, too.</summary>
    /// <param name="plus">Whether <c>+</c> may stand before it.</param>
    public int? Closing(int at, string closing, bool plus, bool trims)
    {
        if (IsAt(at, closing))
        {
            at += closing.Length;
            return trims && at < _source.Length && _source[at] == '\n' ? at + 1 : at;
        }
        if (at >= _source.Length || !IsAt(at + 1, closing))
            return null;
        return _source[at] switch
        {
            '-' => SkipBlanks(at + 1 + closing.Length),
            '+' when plus => at + 1 + closing.Length,
            _ => null,
        };
    }

    /// <summary>The word of a raw tag, from behind the opening to its end.</summary>
    public int? RawEnd(int at, string word, bool plus, bool trims)
    {
        var start = SkipBlanks(at);
        return IsAt(start, word) ? Closing(SkipBlanks(start + word.Length), _options.BlockEnd, plus, trims) : null;
    }

    public char SignAt(int at) => at < _source.Length && _source[at] is '-' or '+' ? _source[at] : '\0';

    private Tag? At(int at)
    {
        if (IsAt(at, _options.BlockStart))
        {
            var inside = at + _options.BlockStart.Length;
            var sign = SignAt(inside);
            if (RawEnd(sign == '\0' ? inside : inside + 1, "raw", plus: false, trims: false) is { } end)
                return new Tag(TagKind.Raw, at, end, sign);
        }
        foreach (var (opening, kind) in _openings)
        {
            if (Opening(at, opening, kind) is not { } end)
                continue;
            var sign = SignAt(end);
            return new Tag(kind, at, sign == '\0' ? end : end + 1, sign);
        }
        return null;
    }

    private int? Opening(int at, string opening, TagKind kind)
    {
        var start = at;
        var begins = at == 0 || _source[at - 1] == '\n';
        if (kind == TagKind.LineStatement)
        {
            if (!begins)
                return null;
            while (start < _source.Length && _source[start] is ' ' or '\t' or '\v')
                start++;
        }
        else if (kind == TagKind.LineComment)
        {
            if (!begins && Characters.IsSpace(_source[at - 1]))
                return null;
            while (start < _source.Length && Characters.IsSpace(_source[start]) && _source[start] is not ('\r' or '\n'))
                start++;
        }
        return IsAt(start, opening) ? start + opening.Length : null;
    }
}
