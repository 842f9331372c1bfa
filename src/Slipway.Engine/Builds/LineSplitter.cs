using System.Text;

namespace Slipway.Engine.Builds;

/// <summary>Splits a byte stream into lines; a line longer than <see cref="MaxLineBytes"/> becomes several.</summary>
internal sealed class LineSplitter
{
    /// <summary>Bytes.</summary>
    internal const int MaxLineBytes = 16 << 10;

    private readonly byte[] _line = new byte[MaxLineBytes];
    private int _length;

    internal IEnumerable<string> Feed(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var newline = bytes.Span.IndexOf((byte)'\n');
            var wanted = newline < 0 ? bytes.Length : newline;
            var taken = Math.Min(wanted, MaxLineBytes - _length);
            bytes.Span[..taken].CopyTo(_line.AsSpan(_length));
            _length += taken;
            var ended = newline >= 0 && taken == newline;
            bytes = bytes[(ended ? taken + 1 : taken)..];
            if (ended)
                yield return Take(_length);
            else if (_length == MaxLineBytes)
                yield return Take(WholeCharacters());
        }
    }

    /// <summary>The rest after the last newline, if any.</summary>
    internal string? Rest() => _length > 0 ? Take(_length) : null;

    private string Take(int length)
    {
        var text = Encoding.UTF8.GetString(_line, 0, length);
        _line.AsSpan(length, _length - length).CopyTo(_line);
        _length -= length;
        return text.EndsWith('\r') ? text[..^1] : text;
    }

    /// <summary>The position where the line can be split without splitting a character.</summary>
    private int WholeCharacters()
    {
        const int maxCharacterBytes = 4;
        for (var at = _length - 1; at > _length - maxCharacterBytes; at--)
            if ((_line[at] & 0xC0) == 0xC0)
                return at;
            else if ((_line[at] & 0x80) == 0)
                break;
        return _length;
    }
}
