using System.Globalization;
using System.Text;
using Slipway.Linux.Files;

namespace Slipway.Oci.Tar;

/// <summary>
/// The records of a pax extended header: <c>length key=value\n</c> (POSIX pax, "pax Extended Header").
/// </summary>
internal sealed class PaxRecords
{
    internal const string AttributePrefix = "SCHILY.xattr.";
    internal const string LibArchivePrefix = "LIBARCHIVE.xattr.";
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _values = new(StringComparer.Ordinal);
    private long _weight;

    /// <summary>GNU's sparse format 0.0 repeats keys, so their order matters.</summary>
    internal List<(bool IsOffset, long Number)> RepeatedSparse { get; } = [];

    internal IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> All => _values;

    /// <summary>Adds the records of a header; a later record of a key replaces an earlier one.</summary>
    internal void Add(ReadOnlyMemory<byte> data, TarLimits limits)
    {
        _weight += data.Length;
        if (_weight > limits.PaxHeader)
            throw new SlipwayException(
                ErrorCode.Malformed, $"a tar archive's pax headers are longer than {limits.PaxHeader} bytes");
        while (!data.IsEmpty)
        {
            // GNU tar and others pad with NULs.
            if (!data.Span.ContainsAnyExcept((byte)0))
                return;
            var record = TakeRecord(ref data);
            var equals = record.Span.IndexOf((byte)'=');
            if (equals <= 0)
                throw Malformed();
            Add(Encoding.UTF8.GetString(record.Span[..equals]), record[(equals + 1)..], limits);
        }
    }

    internal ReadOnlyMemory<byte>? Find(string key) =>
        _values.TryGetValue(key, out var value) && !value.IsEmpty ? value : (ReadOnlyMemory<byte>?)null;

    internal RawPath? FindPath(string key)
    {
        if (Find(key) is not { } value)
            return null;
        if (value.Length > RawPath.MaxLength + 1 || value.Span.Contains((byte)0))
            throw new SlipwayException(
                ErrorCode.Malformed, $"a pax record '{key}' is no path of at most {RawPath.MaxLength} bytes");
        return RawPath.Of(value.Span);
    }

    /// <summary>A non-negative decimal number.</summary>
    internal long? FindNumber(string key) => Find(key) is { } value ? ParseNumber(value.Span, key) : null;

    internal UnixTime? FindTime(string key) => Find(key) is { } value ? ParseTime(value.Span, key) : null;

    internal static long ParseNumber(ReadOnlySpan<byte> text, string key) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new SlipwayException(ErrorCode.Malformed, $"a pax record '{Excerpt.Of(key)}' is no number");

    private void Add(string key, ReadOnlyMemory<byte> value, TarLimits limits)
    {
        if (key is "GNU.sparse.offset" or "GNU.sparse.numbytes")
        {
            if (RepeatedSparse.Count >= 2 * limits.Segments)
                throw new SlipwayException(
                    ErrorCode.Malformed, $"a sparse file of a tar archive has more than {limits.Segments} pieces");
            RepeatedSparse.Add((key == "GNU.sparse.offset", ParseNumber(value.Span, key)));
        }
        else
        {
            _values[key] = value;
        }
    }

    /// <summary>Splits off the first record's <c>key=value</c>.</summary>
    private static ReadOnlyMemory<byte> TakeRecord(ref ReadOnlyMemory<byte> data)
    {
        var space = data.Span[..Math.Min(data.Length, 20)].IndexOf((byte)' ');
        if (space <= 0
            || !int.TryParse(data.Span[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length))
            throw Malformed();
        if (length > data.Length || length < space + 3 || data.Span[length - 1] != '\n')
            throw Malformed();
        var record = data[(space + 1)..(length - 1)];
        data = data[length..];
        return record;
    }

    private static UnixTime ParseTime(ReadOnlySpan<byte> text, string key)
    {
        var negative = text.StartsWith("-"u8);
        var digits = negative ? text[1..] : text;
        var dot = digits.IndexOf((byte)'.');
        var seconds = ParseNumber(dot < 0 ? digits : digits[..dot], key);
        var fraction = dot < 0 ? 0 : ParseFraction(digits[(dot + 1)..], key);
        return negative
            ? new UnixTime(fraction == 0 ? -seconds : -seconds - 1, fraction == 0 ? 0 : 1_000_000_000 - fraction)
            : new UnixTime(seconds, fraction);
    }

    /// <summary>Nanoseconds; further digits are truncated.</summary>
    private static uint ParseFraction(ReadOnlySpan<byte> digits, string key)
    {
        Span<byte> nine = stackalloc byte[9];
        nine.Fill((byte)'0');
        digits[..Math.Min(9, digits.Length)].CopyTo(nine);
        return (uint)ParseNumber(nine, key);
    }

    private static SlipwayException Malformed() => new(ErrorCode.Malformed, "a tar archive's pax header is malformed");
}
