using System.Runtime.InteropServices;

namespace Slipway.Oci.Layers;

/// <summary>Decompresses zstd with the system's libzstd. The inner stream stays open.</summary>
internal sealed unsafe partial class ZstdStream : ReadStream
{
    private readonly Stream _inner;
    private readonly byte[] _input = new byte[128 << 10];
    private nint _state;
    private int _start;
    private int _end;
    private bool _inFrame;

    internal ZstdStream(Stream inner)
    {
        _inner = inner;
        try
        {
            _state = ZSTD_createDStream();
        }
        catch (DllNotFoundException e)
        {
            throw new SlipwayException(
                ErrorCode.ToolMissing, "zstd layers need the system's libzstd.so.1, which is not installed",
                "install the package libzstd1", e);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_state == 0, this);
        while (!buffer.IsEmpty)
        {
            var written = Decompress(buffer);
            if (written > 0)
                return written;
            if (_start == _end && !Fill())
                return _inFrame ? throw new SlipwayException(
                    ErrorCode.Malformed, "the zstd data of the layer is cut off") : 0;
        }
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _state, 0) is var state && state != 0)
            ZSTD_freeDStream(state);
        base.Dispose(disposing);
    }

    private bool Fill()
    {
        (_start, _end) = (0, _inner.Read(_input));
        return _end > 0;
    }

    /// <summary>One step: it can consume input without output, and return output without input.</summary>
    private int Decompress(Span<byte> output)
    {
        if (_start == _end && !_inFrame)
            return 0;
        fixed (byte* i = _input, o = output)
        {
            var source = new Buffer { Bytes = i, Size = (nuint)_end, Position = (nuint)_start };
            var target = new Buffer { Bytes = o, Size = (nuint)output.Length };
            var hint = ZSTD_decompressStream(_state, &target, &source);
            if (ZSTD_isError(hint) != 0)
                throw new SlipwayException(
                    ErrorCode.Malformed,
                    $"the zstd data of the layer is damaged: {Marshal.PtrToStringAnsi(ZSTD_getErrorName(hint))}");
            _inFrame = hint != 0;
            _start = (int)source.Position;
            return (int)target.Position;
        }
    }

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer, which have the same layout.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Buffer
    {
        internal byte* Bytes;
        internal nuint Size;
        internal nuint Position;
    }

    [LibraryImport("libzstd.so.1")]
    private static partial nint ZSTD_createDStream();

    [LibraryImport("libzstd.so.1")]
    private static partial nuint ZSTD_freeDStream(nint state);

    [LibraryImport("libzstd.so.1")]
    private static partial nuint ZSTD_decompressStream(nint state, Buffer* output, Buffer* input);

    [LibraryImport("libzstd.so.1")]
    private static partial uint ZSTD_isError(nuint code);

    [LibraryImport("libzstd.so.1")]
    private static partial nint ZSTD_getErrorName(nuint code);
}
