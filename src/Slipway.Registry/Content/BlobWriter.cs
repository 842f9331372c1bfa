using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Slipway.Oci;

namespace Slipway.Registry.Content;

/// <summary>Writes a blob. Commit it, or dispose the writer to discard it.</summary>
public sealed class BlobWriter : Stream
{
    private const int BufferSize = 1 << 20;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ContentStore _store;
    private readonly SafeFileHandle _file;
    private byte[]? _buffer;
    private int _buffered;
    private long _written;
    private bool _ended;

    internal BlobWriter(ContentStore store, string path, Lease lease)
    {
        (_store, FilePath, Lease) = (store, path, lease);
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
    }

    internal string FilePath { get; }

    internal Lease Lease { get; }

    /// <summary>Bytes written so far.</summary>
    public override long Length => _written + _buffered;

    public override long Position { get => Length; set => throw new NotSupportedException(); }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !_ended;

    /// <summary>Makes the blob durable and visible, protected by the writer's lease.</summary>
    /// <param name="expected">The digest that the sender announced; null accepts any.</param>
    /// <exception cref="SlipwayException">The content has another digest than expected; nothing is
    /// stored.</exception>
    /// <exception cref="SlipwayException">The writer's lease has expired; nothing is stored.</exception>
    public async Task<Digest> CommitAsync(Digest? expected, CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        WriteBuffered();
        var actual = Digest.FromHash(_hash.GetHashAndReset());
        _ended = true;
        try
        {
            if (expected is { } wanted && wanted != actual)
                throw ContentErrors.DigestMismatch(wanted, actual);
            await _store.AdmitAsync(this, actual, cancel);
            return actual;
        }
        finally
        {
            Forget();
        }
    }

    internal void SyncToDisk() => RandomAccess.FlushToDisk(_file);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        if (buffer.Length >= BufferSize)
        {
            WriteBuffered();
            WriteThrough(buffer);
            return;
        }
        _buffer ??= ArrayPool<byte>.Shared.Rent(BufferSize);
        if (_buffered + buffer.Length > BufferSize)
            WriteBuffered();
        buffer.CopyTo(_buffer.AsSpan(_buffered));
        _buffered += buffer.Length;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Writes to the page cache synchronously: an asynchronous file write would only switch threads.
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>Does nothing: bytes become durable only with the commit.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_file.IsClosed)
        {
            _ended = true;
            Forget();
        }
        base.Dispose(disposing);
    }

    private void WriteBuffered()
    {
        if (_buffered > 0)
            WriteThrough(_buffer.AsSpan(0, _buffered));
        _buffered = 0;
    }

    private void WriteThrough(ReadOnlySpan<byte> bytes)
    {
        // Written before hashing: if the disk is full, the client sends the bytes again, and they must not be hashed
        // twice.
        RandomAccess.Write(_file, bytes, _written);
        _hash.AppendData(bytes);
        _written += bytes.Length;
    }

    private void Forget()
    {
        _file.Dispose();
        _hash.Dispose();
        if (_buffer is { } buffer)
            ArrayPool<byte>.Shared.Return(buffer);
        _buffer = null;
        File.Delete(FilePath);
    }
}
