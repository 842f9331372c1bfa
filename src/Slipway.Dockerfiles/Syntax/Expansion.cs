using System.Text;

namespace Slipway.Dockerfiles.Syntax;

/// <summary>
/// Expands variables and removes quotes and escapes in a word (Dockerfile reference, "Environment replacement"):
/// <c>$a</c>, <c>${a}</c>, <c>${a:-b}</c>, <c>${a:+b}</c>, <c>${a:?b}</c> with or without the colon, <c>${a#b}</c>,
/// <c>${a##b}</c>, <c>${a%b}</c>, <c>${a%%b}</c>, <c>${a/b/c}</c> and <c>${a//b/c}</c>. Unset is empty.
/// </summary>
internal sealed class Expansion(char escape, Func<string, string?> lookUp, int line)
{
    /// <summary>Expands one word: blanks are kept.</summary>
    public string Word(string text)
    {
        var walk = new Walk(this, text);
        return walk.Until('\0', 0).ToString();
    }

    /// <summary>Expands a here-document: only variables and escapes, quotes are text.</summary>
    public string Document(string text) => new Walk(this, text) { QuotesAreText = true }.Until('\0', 0).ToString();

    /// <summary>Splits the expanded text into words at unquoted blanks.</summary>
    public IEnumerable<string> AllWords(string text) =>
        Words.Fields(text).Select(Word).SelectMany(word => word.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private char Escape => escape;

    private int LineNumber => line;

    private string? LookUp(string name) => lookUp(name);

    private void ThrowIfLong(StringBuilder made)
    {
        if (made.Length > DockerfileLimits.Expanded)
            throw new DockerfileException(ErrorCode.BuildLimit,
                $"an expanded value is longer than {DockerfileLimits.Expanded} characters", line);
    }

    private DockerfileException Wrong(string cause, string? nextStep = null) =>
        DockerfileException.Syntax(line, cause, nextStep);

    private sealed class Walk(Expansion rules, string text)
    {
        private int _at;
        private bool _keepsEscapes;

        public bool QuotesAreText { get; init; }

        private bool AtEnd => _at >= text.Length;

        /// <summary>Reads up to an unquoted <paramref name="stop"/> and skips that.</summary>
        public StringBuilder Until(char stop, int depth)
        {
            if (depth > DockerfileLimits.ExpansionDepth)
                throw new DockerfileException(ErrorCode.BuildLimit,
                    $"variables are nested deeper than {DockerfileLimits.ExpansionDepth}", rules.LineNumber);
            var made = new StringBuilder();
            while (!AtEnd)
            {
                var c = text[_at];
                if (stop != '\0' && c == stop)
                {
                    _at++;
                    return made;
                }
                Append(made, depth);
                rules.ThrowIfLong(made);
            }
            return stop == '\0' ? made : throw rules.Wrong(
                $"'{Excerpt.Of(text)}' lacks a closing '{stop}'", "Close the variable with }.");
        }

        private void Append(StringBuilder made, int depth)
        {
            var c = text[_at];
            if (c == '\'' && !QuotesAreText)
                SingleQuoted(made);
            else if (c == '"' && !QuotesAreText)
                DoubleQuoted(made, depth);
            else if (c == '$')
                made.Append(Variable(depth));
            else if (c == rules.Escape && _keepsEscapes && _at + 1 < text.Length)
                made.Append(text[_at++]).Append(text[_at++]);
            else if (c == rules.Escape && (!QuotesAreText || IsEscapable(_at + 1)))
                Escaped(made);
            else
                made.Append(text[_at++]);
        }

        private bool IsEscapable(int at) => at < text.Length && (text[at] == '$' || text[at] == rules.Escape);

        private void Escaped(StringBuilder made)
        {
            _at++;
            if (!AtEnd)
                made.Append(text[_at++]);
        }

        private void SingleQuoted(StringBuilder made)
        {
            var end = text.IndexOf('\'', _at + 1);
            if (end < 0)
                throw rules.Wrong($"'{Excerpt.Of(text)}' lacks a closing single quote");
            made.Append(text, _at + 1, end - _at - 1);
            _at = end + 1;
        }

        private void DoubleQuoted(StringBuilder made, int depth)
        {
            for (_at++; !AtEnd;)
            {
                var c = text[_at];
                if (c == '"')
                {
                    _at++;
                    return;
                }
                if (c == '$')
                    made.Append(Variable(depth));
                else if (c == rules.Escape && (IsEscapable(_at + 1) || (_at + 1 < text.Length && text[_at + 1] == '"')))
                    Escaped(made);
                else
                    made.Append(text[_at++]);
                rules.ThrowIfLong(made);
            }
            throw rules.Wrong($"'{Excerpt.Of(text)}' lacks a closing double quote");
        }

        private string Variable(int depth)
        {
            _at++;
            if (AtEnd)
                return "$";
            if (text[_at] == '{')
            {
                _at++;
                return Braced(depth);
            }
            var name = Name();
            return name.Length == 0 ? "$" : rules.LookUp(name) ?? "";
        }

        private string Braced(int depth)
        {
            var name = Name();
            if (name.Length == 0)
                throw rules.Wrong($"'{Excerpt.Of(text)}' has a variable without a name");
            if (AtEnd)
                throw rules.Wrong($"'{Excerpt.Of(text)}' lacks a closing '}}'");
            var value = rules.LookUp(name);
            var c = text[_at++];
            if (c == '}')
                return value ?? "";
            if (c is '#' or '%' or '/')
                return Matched(c, value ?? "", depth);
            var emptyIsUnset = c == ':';
            if (emptyIsUnset && !AtEnd)
                c = text[_at++];
            if (c is not ('-' or '+' or '?'))
                throw rules.Wrong($"'{Excerpt.Of(text)}' has the unknown modifier '{c}'",
                    "Modifiers are :-, :+ and :?, with or without the colon, #, %, and /.");
            var word = Until('}', depth + 1).ToString();
            var isSet = value is not null && !(emptyIsUnset && value.Length == 0);
            return c switch
            {
                '-' => isSet ? value! : word,
                '+' => isSet ? word : "",
                _ => isSet ? value! : throw rules.Wrong(
                    $"{name}: {(word.Length > 0 ? Excerpt.Of(word) : "is not set")}",
                    $"Give it by --build-arg {name}=VALUE."),
            };
        }

        private string Matched(char modifier, string value, int depth)
        {
            var isDouble = !AtEnd && text[_at] == modifier;
            if (isDouble)
                _at++;
            var pattern = Pattern(modifier == '/' ? '/' : '}', depth + 1);
            return modifier switch
            {
                '#' => pattern.WithoutPrefix(value, longest: isDouble),
                '%' => pattern.WithoutSuffix(value, longest: isDouble),
                _ => Replaced(value, pattern, Until('}', depth + 1).ToString(), all: isDouble),
            };
        }

        private ShellPattern Pattern(char stop, int depth)
        {
            var kept = _keepsEscapes;
            _keepsEscapes = true;
            var pattern = Until(stop, depth).ToString();
            _keepsEscapes = kept;
            return ShellPattern.TryParse(pattern, rules.Escape)
                ?? throw rules.Wrong($"the pattern '{Excerpt.Of(pattern)}' is too long");
        }

        private string Replaced(string value, ShellPattern pattern, string replacement, bool all)
        {
            var made = new StringBuilder();
            var done = 0;
            foreach (var (index, length) in pattern.Matches(value).Take(all ? int.MaxValue : 1))
            {
                made.Append(value, done, index - done).Append(replacement);
                done = index + length;
                rules.ThrowIfLong(made);
            }
            return made.Append(value, done, value.Length - done).ToString();
        }

        private string Name()
        {
            var start = _at;
            if (!AtEnd && "@*#?-$!0123456789".Contains(text[_at], StringComparison.Ordinal))
                return text[_at++].ToString();
            while (!AtEnd && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_'))
                _at++;
            return text[start.._at];
        }
    }
}
