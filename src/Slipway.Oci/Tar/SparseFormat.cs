using Slipway.Linux.Files;

namespace Slipway.Oci.Tar;

/// <summary>Maps of sparse files: GNU's old header type S, and its pax formats 0.0, 0.1 and 1.0.</summary>
internal static class SparseFormat
{
    private const int PairSize = 24;
    private const int PairsInHeader = 4;
    private const int PairsInExtension = 21;

    /// <summary>The old format: 4 pairs in the header, 21 in each of the blocks that may follow.</summary>
    internal static (List<TarSegment> Segments, long RealSize) ReadOld(
        byte[] header, Action<Span<byte>> readBlock, TarLimits limits)
    {
        var segments = new List<TarSegment>();
        AddPairs(header.AsSpan(386), PairsInHeader, segments);
        var more = header[482] != 0;
        var block = new byte[TarBlock.Size];
        while (more)
        {
            if (segments.Count > limits.Segments)
                throw TooMany(limits);
            readBlock(block);
            AddPairs(block, PairsInExtension, segments);
            more = block[504] != 0;
        }
        return (segments, TarBlock.Number(header.AsSpan(483, 12), "sparse file's size"));
    }

    /// <summary>The map of the pax formats 0.0 and 0.1, from the records.</summary>
    internal static List<TarSegment>? FindInRecords(PaxRecords records, TarLimits limits)
    {
        if (records.Find("GNU.sparse.map") is { } map)
            return Pair(Numbers(map, limits));
        if (records.RepeatedSparse.Count == 0)
            return null;
        for (var i = 0; i < records.RepeatedSparse.Count; i++)
        {
            if (records.RepeatedSparse[i].IsOffset != (i % 2 == 0))
                throw Malformed();
        }
        return Pair([.. records.RepeatedSparse.Select(pair => pair.Number)]);
    }

    /// <summary>The map of format 1.0: decimal lines at the start of the data, padded to a block.</summary>
    internal static List<TarSegment> ReadFromData(Func<byte> readByte, TarLimits limits)
    {
        var count = Line(readByte);
        if (count > limits.Segments)
            throw TooMany(limits);
        var segments = new List<TarSegment>();
        for (long i = 0; i < count; i++)
            segments.Add(new TarSegment(Line(readByte), Line(readByte)));
        return segments;
    }

    /// <summary>
    /// Validates segments: sorted, inside the file, with the total length of the stored data; empty ones are removed.
    /// </summary>
    internal static List<TarSegment> Check(List<TarSegment> segments, long stored, long realSize)
    {
        long end = 0, sum = 0;
        foreach (var segment in segments)
        {
            if (segment.Offset < end || segment.Length < 0 || segment.Length > realSize - segment.Offset)
                throw Malformed();
            end = segment.Offset + segment.Length;
            sum += segment.Length;
        }
        if (sum != stored)
            throw Malformed();
        segments.RemoveAll(segment => segment.Length == 0);
        return segments;
    }

    private static void AddPairs(ReadOnlySpan<byte> pairs, int count, List<TarSegment> segments)
    {
        for (; count > 0 && pairs[0] != 0; count--, pairs = pairs[PairSize..])
            segments.Add(new TarSegment(
                TarBlock.Number(pairs[..12], "sparse offset"), TarBlock.Number(pairs[12..24], "sparse length")));
    }

    private static List<long> Numbers(ReadOnlyMemory<byte> map, TarLimits limits)
    {
        var numbers = new List<long>();
        foreach (var range in map.Span.Split((byte)','))
        {
            if (numbers.Count >= 2 * limits.Segments)
                throw TooMany(limits);
            numbers.Add(PaxRecords.ParseNumber(map.Span[range], "GNU.sparse.map"));
        }
        return numbers;
    }

    private static List<TarSegment> Pair(List<long> numbers) => numbers.Count % 2 == 0
        ? [.. numbers.Chunk(2).Select(pair => new TarSegment(pair[0], pair[1]))]
        : throw Malformed();

    private static long Line(Func<byte> readByte)
    {
        long number = 0;
        for (var digits = 0; ; digits++)
        {
            var next = readByte();
            if (next == '\n' && digits > 0)
                return number;
            if (next is < (byte)'0' or > (byte)'9' || digits >= 18)
                throw Malformed();
            number = number * 10 + (next - '0');
        }
    }

    private static SlipwayException Malformed() =>
        new(ErrorCode.Malformed, "the map of a sparse file in a tar archive is malformed");

    private static SlipwayException TooMany(TarLimits limits) =>
        new(ErrorCode.Malformed, $"a sparse file of a tar archive has more than {limits.Segments} pieces");
}
