using System.Buffers;
using System.Globalization;
using System.Text;

namespace Slipway.Engine.Embedded.Logs;

/// <summary>
/// Parses the CRI log format, <c>TIME stdout|stderr P|F TEXT</c>. Parts of a line (P) are joined up to a limit.
/// </summary>
internal sealed class LogParser
{
    private const int MaxLineLength = 64 << 10;
    private readonly ArrayBufferWriter<byte> _pending = new();
    private readonly Dictionary<LogStream, StringBuilder> _parts = [];

    public IEnumerable<LogLine> Feed(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Span.IndexOf((byte)'\n') is var end and >= 0)
        {
            _pending.Write(bytes.Span[..end]);
            bytes = bytes[(end + 1)..];
            var entry = Encoding.UTF8.GetString(_pending.WrittenSpan);
            _pending.ResetWrittenCount();
            if (Parse(entry) is { } line)
                yield return line;
        }
        if (_pending.WrittenCount + bytes.Length <= MaxLineLength * 2)
            _pending.Write(bytes.Span);
    }

    /// <summary>The rest of lines that were not finished.</summary>
    public IEnumerable<LogLine> Finish()
    {
        foreach (var (stream, text) in _parts)
            yield return new LogLine(DateTimeOffset.UtcNow, stream, text.ToString());
        _parts.Clear();
    }

    private LogLine? Parse(string entry)
    {
        var fields = entry.Split(' ', 4);
        if (fields.Length < 4
            || !DateTimeOffset.TryParse(fields[0], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return null;
        var stream = fields[1] == "stderr" ? LogStream.Error : LogStream.Output;
        _parts.Remove(stream, out var parts);
        if (fields[2].StartsWith('P') && (parts?.Length ?? 0) + fields[3].Length < MaxLineLength)
        {
            _parts[stream] = (parts ?? new StringBuilder()).Append(fields[3]);
            return null;
        }
        return new LogLine(time, stream, parts is null ? fields[3] : parts.Append(fields[3]).ToString());
    }
}
