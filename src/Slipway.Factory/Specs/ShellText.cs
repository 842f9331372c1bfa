using System.Collections.Immutable;
using System.Text;

namespace Slipway.Factory.Specs;

/// <summary>
/// Splits a shell script into simple commands, as far as lints need it: quotes, escapes, continued lines, comments,
/// separators, and known or assigned variables. Nothing is executed; substitutions stay unchanged. Any text is
/// accepted.
/// </summary>
internal sealed class ShellText
{
    private readonly string _text;
    private readonly Dictionary<string, string> _variables;
    private readonly List<ShellCommand> _commands = [];
    private readonly List<string> _words = [];
    private readonly StringBuilder _word = new();
    private bool _hasWord;
    private int _at;

    private ShellText(string text, IReadOnlyDictionary<string, string> variables) =>
        (_text, _variables) = (text, new Dictionary<string, string>(variables));

    public static IReadOnlyList<ShellCommand> Read(string text, IReadOnlyDictionary<string, string> variables) =>
        new ShellText(text, variables).Read();

    private List<ShellCommand> Read()
    {
        while (_at < _text.Length)
            Step(_text[_at++]);
        EndCommand();
        return _commands;
    }

    private void Step(char c)
    {
        switch (c)
        {
            case '\\':
                Escape();
                break;
            case '\'':
                Quote();
                break;
            case '"':
                DoubleQuote();
                break;
            case '$':
                Variable();
                break;
            case '#' when !_hasWord:
                while (_at < _text.Length && _text[_at] != '\n')
                    _at++;
                break;
            case ' ' or '\t' or '\r':
                EndWord(splits: false);
                break;
            case '\n' or ';' or '&' or '|' or '(' or ')':
                EndCommand();
                break;
            default:
                Add(c);
                break;
        }
    }

    private void Add(char c)
    {
        _word.Append(c);
        _hasWord = true;
    }

    private void Escape()
    {
        if (_at < _text.Length && _text[_at++] is not '\n' and var escaped)
            Add(escaped);
    }

    private void Quote()
    {
        _hasWord = true;
        while (_at < _text.Length && _text[_at++] is not '\'' and var c)
            _word.Append(c);
    }

    private void DoubleQuote()
    {
        _hasWord = true;
        while (_at < _text.Length && _text[_at++] is not '"' and var c)
        {
            if (c == '$')
                _word.Append(Value());
            else if (c == '\\' && _at < _text.Length)
                Escape();
            else
                _word.Append(c);
        }
    }

    /// <summary>Outside quotes, a value with blanks becomes several words.</summary>
    private void Variable()
    {
        var parts = Value().Split([' ', '\t', '\n'], StringSplitOptions.None);
        for (var i = 0; i < parts.Length; i++)
        {
            if (i > 0)
                EndWord(splits: true);
            if (parts[i].Length > 0)
            {
                _word.Append(parts[i]);
                _hasWord = true;
            }
        }
    }

    private string Value()
    {
        var begin = _at;
        var braced = _at < _text.Length && _text[_at] == '{';
        if (braced)
            _at++;
        var name = Name();
        if (!braced)
            return name.Length > 0 && _variables.TryGetValue(name, out var plain) ? plain : "$" + name;
        var rest = _at;
        while (_at < _text.Length && _text[_at++] != '}')
        {
        }
        var isSimple = rest < _text.Length && _text[rest] == '}';
        return isSimple && _variables.TryGetValue(name, out var value) ? value : "$" + _text[begin.._at];
    }

    private string Name()
    {
        var begin = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_'))
            _at++;
        return _text[begin.._at];
    }

    private void EndWord(bool splits)
    {
        if (_hasWord || (splits && _word.Length > 0))
            _words.Add(_word.ToString());
        _word.Clear();
        _hasWord = false;
    }

    private void EndCommand()
    {
        EndWord(splits: false);
        if (_words.Count == 0)
            return;
        var command = new ShellCommand([.. _words]);
        // Assignments without a command, or after export, apply to later commands.
        if (command.Words.SkipWhile(word => word is "export" or "local" or "readonly").All(ShellCommand.IsAssignment))
        {
            foreach (var word in command.Words.Where(ShellCommand.IsAssignment))
                _variables[word[..word.IndexOf('=', StringComparison.Ordinal)]] =
                    word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..];
        }
        _commands.Add(command);
        _words.Clear();
    }
}
