using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Slipway.Linux.Files;

namespace Slipway.Oci.Tar;

/// <summary>The pax header of an entry that does not fit into a ustar header.</summary>
internal static class PaxHeader
{
    /// <summary>The records, sorted by key; null when ustar suffices.</summary>
    internal static byte[]? Of(TarEntry entry, RawPath path)
    {
        var records = new SortedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        if (NameBehind(PrefixOf(path.Bytes), path.Bytes).Length > 100)
            AddPath(records, "path", path);
        if (entry.LinkTarget.Length > 100)
            AddPath(records, "linkpath", entry.LinkTarget);
        if (entry.Kind == TarKind.File && entry.Size > TarBlock.MaxOctal11)
            records["size"] = Number(entry.Size);
        if (entry.Uid > TarBlock.MaxOctal7)
            records["uid"] = Number(entry.Uid);
        if (entry.Gid > TarBlock.MaxOctal7)
            records["gid"] = Number(entry.Gid);
        if (entry.Modified.Nanoseconds != 0 || entry.Modified.Seconds is < 0 or > TarBlock.MaxOctal11)
            records["mtime"] = Time(entry.Modified);
        foreach (var attribute in entry.Attributes)
            records[PaxAttributes.KeyOf(attribute.Name)] = attribute.Value;
        return records.Count == 0 ? null : Format(records);
    }

    /// <summary>
    /// The number of bytes of a path that go into ustar's prefix field; 0 when none have to, or when no split fits.
    /// </summary>
    internal static int PrefixOf(ReadOnlySpan<byte> path)
    {
        if (path.Length <= 100)
            return 0;
        var slash = path[..Math.Min(path.Length - 1, 156)].LastIndexOf((byte)'/');
        return slash > 0 && path.Length - slash - 1 <= 100 ? slash : 0;
    }

    /// <summary>The content of the name field for a prefix of this length.</summary>
    internal static ReadOnlySpan<byte> NameBehind(int prefix, ReadOnlySpan<byte> path) =>
        prefix == 0 ? path : path[(prefix + 1)..];

    private static void AddPath(SortedDictionary<string, ReadOnlyMemory<byte>> records, string key, RawPath path)
    {
        records[key] = path.Bytes.ToArray();
        if (!Utf8.IsValid(path.Bytes))
            records["hdrcharset"] = "BINARY"u8.ToArray();
    }

    private static byte[] Number(long number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Decimal seconds; the fraction of a time before 1970 counts downwards.</summary>
    private static byte[] Time(UnixTime time)
    {
        var down = time is { Seconds: < 0, Nanoseconds: > 0 };
        var seconds = down ? -(time.Seconds + 1) : time.Seconds;
        var nanoseconds = down ? 1_000_000_000 - time.Nanoseconds : time.Nanoseconds;
        var fraction = nanoseconds == 0
            ? ""
            : "." + nanoseconds.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
        return Encoding.ASCII.GetBytes($"{(down ? "-" : "")}{seconds}{fraction}");
    }

    private static byte[] Format(SortedDictionary<string, ReadOnlyMemory<byte>> records)
    {
        var header = new MemoryStream();
        foreach (var (key, value) in records)
        {
            var keyBytes = Encoding.UTF8.GetBytes(key);
            header.Write(Encoding.ASCII.GetBytes($"{LengthOf(keyBytes.Length + value.Length + 3)} "));
            header.Write(keyBytes);
            header.WriteByte((byte)'=');
            header.Write(value.Span);
            header.WriteByte((byte)'\n');
        }
        return header.ToArray();
    }

    /// <summary>The length of a record includes its own digits.</summary>
    private static int LengthOf(int rest)
    {
        var length = rest;
        while (length != rest + length.ToString(CultureInfo.InvariantCulture).Length)
            length = rest + length.ToString(CultureInfo.InvariantCulture).Length;
        return length;
    }
}
