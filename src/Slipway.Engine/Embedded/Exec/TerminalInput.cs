namespace Slipway.Engine.Embedded.Exec;

/// <summary>
/// Writes to a terminal. Disposing it sends the end-of-file character; the terminal stays open for output.
/// </summary>
internal sealed class TerminalInput(Stream terminal) : Stream
{
    private const byte EndOfFile = 4;
    private bool _closed;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !_closed;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set =>
        throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => terminal.Write(buffer, offset, count);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        terminal.WriteAsync(buffer, offset, count, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        terminal.WriteAsync(buffer, cancellationToken);

    public override void Flush() => terminal.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_closed)
        {
            _closed = true;
            try
            {
                terminal.Write([EndOfFile]);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // The command has already ended.
            }
        }
        base.Dispose(disposing);
    }
}
