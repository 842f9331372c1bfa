using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Files;

/// <summary>
/// Reads and writes an open file at its position, by plain system calls without streams or allocations.
/// </summary>
public static unsafe class FileContent
{
    private const int SeekDataWhence = 3;

    extension(SafeFileHandle file)
    {
        /// <summary>Reads at least one byte; 0 at the end of the file.</summary>
        public int ReadSome(Span<byte> buffer)
        {
            fixed (byte* b = buffer)
            {
                nint read;
                do
                    read = FileCalls.read(Descriptor(file), b, (nuint)buffer.Length);
                while (read < 0 && (Errno)Marshal.GetLastPInvokeError() == Errno.Interrupted);
                return LinuxException.Check((int)read, "read");
            }
        }

        /// <summary>Fills the buffer; returns less at the end of the file.</summary>
        public int ReadFully(Span<byte> buffer)
        {
            var total = 0;
            for (int read; total < buffer.Length && (read = file.ReadSome(buffer[total..])) > 0;)
                total += read;
            return total;
        }

        public void WriteAll(ReadOnlySpan<byte> content)
        {
            while (!content.IsEmpty)
            {
                fixed (byte* c = content)
                {
                    var written = FileCalls.write(Descriptor(file), c, (nuint)content.Length);
                    if (written < 0 && (Errno)Marshal.GetLastPInvokeError() == Errno.Interrupted)
                        continue;
                    content = content[LinuxException.Check((int)written, "write")..];
                }
            }
        }

        /// <summary>
        /// Moves the position to <paramref name="offset"/>; a skipped range of a new file stays a hole.
        /// </summary>
        public void SeekTo(long offset)
        {
            if (FileCalls.lseek(Descriptor(file), offset, 0) < 0)
                throw LinuxException.Last("lseek");
        }

        public void SetLength(long length) =>
            LinuxException.Check(FileCalls.ftruncate(Descriptor(file), length), "ftruncate");

        /// <summary>
        /// The offset of the next data at or after <paramref name="offset"/>; null when only a hole follows.
        /// </summary>
        public long? FindData(long offset) => Seek(file, offset, SeekDataWhence);

        /// <summary>Copies everything after the current positions, in the kernel where possible.</summary>
        public void CopyTo(SafeFileHandle target)
        {
            while (true)
            {
                var copied = FileCalls.copy_file_range(Descriptor(file), null, Descriptor(target), null, 1 << 30, 0);
                if (copied == 0)
                    break;
                if (copied < 0 && (Errno)Marshal.GetLastPInvokeError() is Errno.CrossDevice or Errno.Invalid
                    or Errno.NotSupported or Errno.NotImplemented)
                    break;
                LinuxException.Check((int)Math.Min(copied, int.MaxValue), "copy_file_range");
            }
            var buffer = new byte[64 << 10];
            for (int read; (read = file.ReadSome(buffer)) > 0;)
                target.WriteAll(buffer.AsSpan(0, read));
        }

        public FileStat Stat()
        {
            FileCalls.Statx stat;
            byte nothing = 0;
            LinuxException.Check(
                FileCalls.statx(Descriptor(file), &nothing, FileCalls.EmptyPath, FileCalls.BasicStats, &stat), "statx");
            return DirectoryHandle.Of(stat);
        }

        /// <summary>Sets owner, then permission bits, then times: each would reset the one after it.</summary>
        public void SetMetadata(uint uid, uint gid, int mode)
        {
            byte nothing = 0;
            LinuxException.Check(
                FileCalls.fchownat(Descriptor(file), &nothing, uid, gid, FileCalls.EmptyPath), "fchownat");
            LinuxException.Check(FileCalls.fchmod(Descriptor(file), (uint)mode), "fchmod");
        }

        public void SetTimes(UnixTime modified)
        {
            var times = stackalloc FileCalls.TimeSpec[2];
            times[0] = times[1] =
                new FileCalls.TimeSpec { Seconds = modified.Seconds, Nanoseconds = modified.Nanoseconds };
            LinuxException.Check(FileCalls.futimens(Descriptor(file), times), "futimens");
        }

        /// <summary>Syncs content and metadata to the disk (fsync(2)).</summary>
        public void Sync() => LinuxException.Check(FileCalls.fsync(Descriptor(file)), "fsync");
    }

    private static int Descriptor(SafeFileHandle file) => (int)file.DangerousGetHandle();

    private static long? Seek(SafeFileHandle file, long offset, int whence)
    {
        var found = FileCalls.lseek(Descriptor(file), offset, whence);
        if (found >= 0)
            return found;
        return (Errno)Marshal.GetLastPInvokeError() == Errno.NoDevice ? null : throw LinuxException.Last("lseek");
    }
}
