using System.Text.RegularExpressions;
using Slipway.Templates.Methods;
using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Filters;

/// <summary><c>wordwrap</c>, which breaks lines as Python's textwrap does.</summary>
internal static partial class WrapFilters
{
    public static IEnumerable<Routine> All { get; } =
    [
        new("wordwrap", "s, width=79, break_long_words=True, wrapstring=None, break_on_hyphens=True", WordWrap),
    ];

    private static string WordWrap(TemplateContext context, object?[] a)
    {
        if (!Text.TryGet(a[0], out var text))
            throw a[0] is Undefined undefined ? undefined.Fail() : Errors.Attribute(a[0], "splitlines");
        var separator = a[3] is null ? context.Environment.Options.NewlineSequence : Expect.Text(a[3], "join()");
        var (longWords, hyphens) = (Truth.Of(a[2]), Truth.Of(a[4]));
        context.Budget.Make(2L * text.Length);
        var lines = TextSplit.Lines(text).Select(line => string.Join(separator, Wrap(line, a[1], longWords, hyphens)));
        return string.Join(separator, lines);
    }

    private static List<string> Wrap(string line, object? widthValue, bool longWords, bool hyphens)
    {
        var width = Integers.Index(widthValue);
        if (width <= 0)
            throw Errors.Value($"invalid width {width} (must be > 0)");
        var chunks = new Stack<string>(
            (hyphens ? Words() : Blanks()).Split(line).Where(chunk => chunk.Length > 0).Reverse());
        var lines = new List<string>();
        while (chunks.Count > 0)
        {
            var (current, length) = (new List<string>(), 0L);
            if (lines.Count > 0 && IsBlank(chunks.Peek()))
                chunks.Pop();
            while (chunks.Count > 0 && length + CodePoints.Count(chunks.Peek()) <= width)
            {
                length += CodePoints.Count(chunks.Peek());
                current.Add(chunks.Pop());
            }
            if (chunks.Count > 0 && CodePoints.Count(chunks.Peek()) > width)
                BreakWord(chunks, current, width - length, longWords, hyphens);
            if (current.Count > 0 && IsBlank(current[^1]))
                current.RemoveAt(current.Count - 1);
            if (current.Count > 0)
                lines.Add(string.Concat(current));
        }
        return lines;
    }

    /// <summary>
    /// A word that fits in no line: as much of it as there is room for, or all of it in a line of its own.
    /// </summary>
    private static void BreakWord(Stack<string> chunks, List<string> current, long space, bool longWords, bool hyphens)
    {
        if (!longWords)
        {
            if (current.Count == 0)
                current.Add(chunks.Pop());
            return;
        }
        var chunk = chunks.Pop();
        var end = CodePoints.Offset(chunk, (int)space);
        if (hyphens && CodePoints.Count(chunk) > space && space > 0
            && chunk.LastIndexOf('-', end - 1, end) is > 0 and var hyphen && chunk[..hyphen].Any(c => c != '-'))
            end = hyphen + 1;
        current.Add(chunk[..end]);
        chunks.Push(chunk[end..]);
    }

    private static bool IsBlank(string text) => text.All(Characters.IsSpace);

    /// <summary>Runs of blanks, dashes between words, words up to a hyphen, and words.</summary>
    [GeneratedRegex("""
        (?<chunk>[\t\n\v\f\r ]+
        |(?<=[\p{L}\p{N}_!"'&.,?])-{2,}(?=[\p{L}\p{N}_])
        |[^\t\n\v\f\r ]+?(?:
            -(?:(?<=[\p{L}\p{Nl}\p{No}_]{2}-)|(?<=[\p{L}\p{Nl}\p{No}_]-[\p{L}\p{Nl}\p{No}_]-))(?=[\p{L}\p{Nl}\p{No}_]-?[\p{L}\p{Nl}\p{No}_])
            |(?=[\t\n\v\f\r ]|\z)
            |(?<=[\p{L}\p{N}_!"'&.,?])(?=-{2,}[\p{L}\p{N}_])))
        """, RegexOptions.IgnorePatternWhitespace, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Words();

    [GeneratedRegex(@"(?<chunk>[\t\n\v\f\r ]+)", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();
}
