using System.IO.Compression;

namespace Slipway.Oci.Layers;

/// <summary>
/// Opens a layer blob as a tar. The compression is detected by the first bytes, because media types are often wrong.
/// </summary>
public static class Decompression
{
    /// <summary>Decompresses plain, gzip and zstd blobs. The blob stays open.</summary>
    /// <exception cref="SlipwayException">The blob is compressed in another way. (Damaged data is reported while
    /// reading.)</exception>
    public static Stream Open(Stream blob)
    {
        var head = new byte[6];
        var length = blob.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var whole = new PrefixedStream(head.AsMemory(0, length), blob);
        return head.AsSpan(0, length) switch
        {
            [0x1f, 0x8b, ..] => new GZipStream(whole, CompressionMode.Decompress),
            [0x28, 0xb5, 0x2f, 0xfd, ..] or [>= 0x50 and <= 0x5f, 0x2a, 0x4d, 0x18, ..] => new ZstdStream(whole),
            [(byte)'B', (byte)'Z', (byte)'h', ..] => throw Unsupported("bzip2"),
            [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0] => throw Unsupported("xz"),
            _ => whole,
        };
    }

    private static SlipwayException Unsupported(string kind) =>
        new(ErrorCode.Malformed, $"the layer is compressed with {kind}; plain, gzip and zstd layers are taken");
}
