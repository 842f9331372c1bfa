using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>Writes file content; runs of zeros become holes and take no disk space.</summary>
internal sealed class UnpackedContent
{
    private const int MinHoleBytes = 4096;
    private readonly byte[] _buffer = new byte[256 << 10];

    internal void Write(SafeFileHandle file, TarReader reader, TarEntry entry)
    {
        var end = 0L;
        foreach (var segment in entry.Segments ?? [new TarSegment(0, entry.Size)])
            end = WriteSegment(file, reader, segment, end);
        if (end < entry.Size)
            file.SetLength(entry.Size);
    }

    /// <summary>Returns the end of the written part.</summary>
    private long WriteSegment(SafeFileHandle file, TarReader reader, TarSegment segment, long end)
    {
        for (long at = segment.Offset, stop = segment.Offset + segment.Length; at < stop;)
        {
            var chunk = _buffer.AsSpan(0, Fill(reader, stop - at));
            if (chunk.Length < MinHoleBytes || chunk.ContainsAnyExcept((byte)0))
            {
                if (at != end)
                    file.SeekTo(at);
                file.WriteAll(chunk);
                end = at + chunk.Length;
            }
            at += chunk.Length;
        }
        return end;
    }

    /// <summary>
    /// Fills the buffer up to the segment's end, so that holes do not depend on how the input is chunked.
    /// </summary>
    private int Fill(TarReader reader, long left)
    {
        var wanted = (int)Math.Min(_buffer.Length, left);
        for (var filled = 0; filled < wanted;)
            filled += reader.ReadData(_buffer.AsSpan(filled, wanted - filled));
        return wanted;
    }
}
