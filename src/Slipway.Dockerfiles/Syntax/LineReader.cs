using System.Collections.Immutable;
using System.Text;

namespace Slipway.Dockerfiles.Syntax;

/// <summary>Splits a Dockerfile into instructions: directives, comments, continuation lines, here-documents.</summary>
internal sealed class LineReader
{
    private readonly string[] _lines;
    private int _next;

    public LineReader(string text)
    {
        _lines = text.TrimStart('\uFEFF').Split('\n');
        if (_lines.Length > DockerfileLimits.Lines)
            throw new DockerfileException(
                ErrorCode.BuildLimit, $"the Dockerfile has more than {DockerfileLimits.Lines} lines");
    }

    /// <summary>The character that continues a line and escapes in words; <c># escape=`</c> changes it.</summary>
    public char Escape { get; private set; } = '\\';

    public ImmutableArray<LogicalLine> Read()
    {
        ReadDirectives();
        var read = ImmutableArray.CreateBuilder<LogicalLine>();
        while (_next < _lines.Length)
        {
            var number = _next + 1;
            var text = ReadLogical();
            if (string.IsNullOrWhiteSpace(text))
                continue;
            if (read.Count == DockerfileLimits.Instructions)
                throw new DockerfileException(
                    ErrorCode.BuildLimit, $"there are more than {DockerfileLimits.Instructions} instructions", number);
            read.Add(new LogicalLine(number, text.Trim(), ReadHeredocs(number, text)));
        }
        return read.ToImmutable();
    }

    private void ReadDirectives()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (; _next < _lines.Length; _next++)
        {
            var line = _lines[_next].Trim();
            if (!line.StartsWith('#') || line.IndexOf('=', StringComparison.Ordinal) is var equals && equals < 0)
                return;
            var name = line[1..equals].Trim().ToLowerInvariant();
            if (name is not ("escape" or "syntax" or "check"))
                return;
            if (!seen.Add(name))
                throw DockerfileException.Syntax(
                    _next + 1, $"the directive '{name}' is given twice", "Keep one of them.");
            if (name == "escape")
                Escape = EscapeOf(line[(equals + 1)..].Trim());
        }
    }

    private char EscapeOf(string value) => value is "\\" or "`"
        ? value[0]
        : throw DockerfileException.Syntax(
            _next + 1, $"'{Excerpt.Of(value)}' cannot be the escape character", "Write # escape=\\ or # escape=`.");

    private string ReadLogical()
    {
        var number = _next + 1;
        var (text, continues) = CutContinuation(CommentFree(_lines[_next++].TrimEnd('\r').TrimStart()));
        if (!continues)
            return text;
        var joined = new StringBuilder(text);
        while (continues && _next < _lines.Length)
        {
            var line = _lines[_next++].TrimEnd('\r');
            if (CommentFree(line.Trim()).Length == 0)
                continue;
            (text, continues) = CutContinuation(line);
            joined.Append(text);
            if (joined.Length > DockerfileLimits.LogicalLine)
                throw new DockerfileException(ErrorCode.BuildLimit,
                    $"the instruction is longer than {DockerfileLimits.LogicalLine} characters", number);
        }
        return joined.ToString();
    }

    private static string CommentFree(string line) => line.StartsWith('#') ? "" : line;

    private (string Text, bool Continues) CutContinuation(string line)
    {
        var trimmed = line.AsSpan().TrimEnd(" \t");
        if (trimmed.IsEmpty || trimmed[^1] != Escape || (trimmed.Length > 1 && trimmed[^2] == Escape))
            return (line, false);
        return (trimmed[..^1].ToString(), true);
    }

    private ImmutableArray<Heredoc> ReadHeredocs(int number, string text)
    {
        var openings = HeredocOpening.Find(text, Escape);
        if (openings.Length > DockerfileLimits.HeredocsPerInstruction)
            throw new DockerfileException(ErrorCode.BuildLimit,
                $"there are more than {DockerfileLimits.HeredocsPerInstruction} here-documents", number);
        return [.. openings.Select(opening => ReadHeredoc(number, opening))];
    }

    private Heredoc ReadHeredoc(int number, HeredocOpening opening)
    {
        var content = new StringBuilder();
        while (_next < _lines.Length)
        {
            var line = _lines[_next++];
            var bare = opening.StripTabs ? line.TrimStart('\t') : line;
            if (bare.TrimEnd('\r') == opening.Name)
                return new Heredoc(opening.Name, content.ToString(), opening.Expand, opening.StripTabs, opening.Word);
            content.Append(bare).Append('\n');
        }
        throw DockerfileException.Syntax(number, $"the here-document '{Excerpt.Of(opening.Name)}' is not ended",
            $"Write {Excerpt.Of(opening.Name)} on a line of its own after its content.");
    }
}
