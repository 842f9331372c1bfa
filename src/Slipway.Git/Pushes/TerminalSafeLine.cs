using System.Text;

namespace Slipway.Git.Pushes;

/// <summary>
/// Makes a line safe for terminals: removes everything that could move the cursor, set colours or change the title.
/// </summary>
public static class TerminalSafeLine
{
    private const int MaxLength = 4000;
    private const int MaxEscapeLength = 200;

    public static string Of(string line)
    {
        var plain = new StringBuilder(Math.Min(line.Length, MaxLength));
        for (var i = 0; i < line.Length && plain.Length < MaxLength; i++)
        {
            if (line[i] == '\u001b')
                i = EndOfEscape(line, i);
            else if (line[i] == '\t' || !IsControl(line[i]))
                plain.Append(line[i]);
            else if (line[i] is not ('\r' or '\n'))
                plain.Append('?');
        }
        return plain.ToString();
    }

    // C1 control characters start escape sequences, too; the others change the text direction.
    private static bool IsControl(char c) =>
        char.IsControl(c) || c is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069';

    /// <summary>
    /// A control sequence ends with <c>@</c> to <c>~</c>, an operating system command, such as a title, with BEL or ST
    /// (ECMA-48, 5.4 and 8.3.89).
    /// </summary>
    private static int EndOfEscape(string line, int at)
    {
        var kind = at + 1 < line.Length ? line[at + 1] : '\0';
        if (kind is not ('[' or ']'))
            return at;
        var end = at + 2;
        while (end < line.Length && end - at < MaxEscapeLength
            && !(kind == '[' ? line[end] is >= '@' and <= '~' : line[end] is '\a' or '\u001b'))
            end++;
        return end + 1 < line.Length && line[end] == '\u001b' && line[end + 1] == '\\' ? end + 1 : end;
    }
}
