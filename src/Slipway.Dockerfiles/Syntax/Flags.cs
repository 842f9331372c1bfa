using System.Collections.Immutable;

namespace Slipway.Dockerfiles.Syntax;

/// <summary>
/// The <c>--name=value</c> flags before an instruction's arguments. Each must be consumed; the rest are unknown.
/// </summary>
internal sealed class Flags
{
    private readonly List<(string Name, string? Value)> _flags = [];
    private readonly int _line;

    private Flags(int line) => _line = line;

    public static (Flags Flags, string Remaining) Cut(int line, string text, char escape)
    {
        var flags = new Flags(line);
        var rest = text.TrimStart();
        while (rest.StartsWith("--", StringComparison.Ordinal))
        {
            var (word, after) = CutWord(rest, escape);
            rest = after.TrimStart();
            if (word == "--")
                break;
            flags.Add(word);
        }
        return (flags, rest);
    }

    /// <summary>The value of a flag that may be given once; null when it is missing.</summary>
    public string? Take(string name) => TakeAll(name) switch
    {
        [] => null,
        [var only] => only,
        _ => throw DockerfileException.Syntax(_line, $"--{name} is given more than once", "Keep one of them."),
    };

    public ImmutableArray<string> TakeAll(string name)
    {
        var taken = _flags.Where(flag => flag.Name == name).ToList();
        _flags.RemoveAll(flag => flag.Name == name);
        return [.. taken.Select(flag => flag.Value ?? throw DockerfileException.Syntax(
            _line, $"--{name} needs a value", $"Write --{name}=VALUE."))];
    }

    /// <summary>A boolean flag: <c>--link</c> or <c>--link=false</c>; null when it is missing.</summary>
    public bool? TakeSwitch(string name)
    {
        var index = _flags.FindIndex(flag => flag.Name == name);
        if (index < 0)
            return null;
        var value = _flags[index].Value;
        _flags.RemoveAt(index);
        return value is null || (bool.TryParse(value, out var on)
            ? on
            : throw DockerfileException.Syntax(_line, $"--{name} is true or false, not '{Excerpt.Of(value)}'"));
    }

    public void ThrowIfUnknown(string instruction)
    {
        if (_flags is [var (name, _), ..])
            throw DockerfileException.Syntax(
                _line, $"{instruction} has no flag --{Excerpt.Of(name)} here",
                "Remove it, or say what it does in other words.");
    }

    private void Add(string word)
    {
        if (_flags.Count == DockerfileLimits.Words)
            throw DockerfileException.Syntax(_line, "there are too many flags");
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        _flags.Add(equals < 0 ? (word[2..], null) : (word[2..equals], word[(equals + 1)..]));
    }

    private static (string Word, string Remaining) CutWord(string text, char escape)
    {
        var word = new System.Text.StringBuilder();
        var quote = '\0';
        var i = 0;
        for (; i < text.Length && (quote != '\0' || !char.IsWhiteSpace(text[i])); i++)
        {
            var c = text[i];
            if (c == escape && i + 1 < text.Length)
                word.Append(text[++i]);
            else if (quote == '\0' && c is '"' or '\'')
                quote = c;
            else if (c == quote)
                quote = '\0';
            else
                word.Append(c);
        }
        return (word.ToString(), text[i..]);
    }
}
