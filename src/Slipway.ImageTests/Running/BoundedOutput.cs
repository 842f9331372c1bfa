using System.Text;

namespace Slipway.ImageTests.Running;

/// <summary>Keeps the first bytes that are written; what follows is let go.</summary>
internal sealed class BoundedOutput : Stream
{
    public const int MaxBytes = 1 << 20;
    private readonly MemoryStream _kept = new();

    public string Text => Encoding.UTF8.GetString(_kept.GetBuffer(), 0, (int)_kept.Length);

    public bool IsFull => _kept.Length == MaxBytes;

    public byte[] ToArray() => _kept.ToArray();

    public IReadOnlyList<string> Lines => Text.TrimEnd('\n') is { Length: > 0 } text ? text.Split('\n') : [];

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _kept.Length;

    public override long Position
    {
        get => _kept.Length;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) =>
        _kept.Write(buffer[..(int)Math.Min(buffer.Length, MaxBytes - _kept.Length)]);

    public override void Flush()
    {
        // Nothing is written elsewhere.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
