using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Slipway.Linux.Files;

/// <summary>
/// An extended attribute: a name such as <c>user.comment</c> or <c>security.capability</c>, and any bytes.
/// </summary>
public sealed record ExtendedAttribute(string Name, ReadOnlyMemory<byte> Value)
{
    /// <summary>XATTR_NAME_MAX.</summary>
    public const int MaxNameLength = 255;

    /// <summary>XATTR_SIZE_MAX.</summary>
    public const int MaxValueBytes = 64 << 10;

    public bool Equals(ExtendedAttribute? other) =>
        other is not null && Name == other.Name && Value.Span.SequenceEqual(other.Value.Span);

    public override int GetHashCode() => HashCode.Combine(Name, Value.Length);
}

/// <summary>
/// Extended attributes (xattr(7)) of a directory's entry, without following links; an empty name is the directory.
/// </summary>
public static unsafe class ExtendedAttributes
{
    extension(DirectoryHandle directory)
    {
        /// <summary>The names of the attributes; none where the file system does not support them.</summary>
        public IReadOnlyList<string> ListAttributes(RawPath name)
        {
            var path = PathOf(directory, name);
            fixed (byte* p = path)
            {
                Span<byte> small = stackalloc byte[1024];
                var length = List(p, small);
                if (length <= 0)
                    return length == 0 || LastIs(Errno.NotSupported) ? [] : ListLong(p, name);
                return Split(small[..length]);
            }
        }

        /// <summary>The attribute's value, or null when it is not set.</summary>
        public byte[]? FindAttribute(RawPath name, string attribute)
        {
            fixed (byte* p = PathOf(directory, name), a = NameOf(attribute))
            {
                Span<byte> small = stackalloc byte[512];
                var length = Get(p, a, small);
                if (length >= 0)
                    return small[..length].ToArray();
                if (LastIs(Errno.NoData) || LastIs(Errno.NotSupported))
                    return null;
                if (!LastIs(Errno.OutOfRange))
                    throw LinuxException.Last("lgetxattr", $"{name} {attribute}");
                var large = new byte[ExtendedAttribute.MaxValueBytes];
                length = LinuxException.Check(Get(p, a, large), "lgetxattr", $"{name} {attribute}");
                return large.AsSpan(0, length).ToArray();
            }
        }

        /// <summary>Sets or replaces an attribute.</summary>
        public void SetAttribute(RawPath name, string attribute, ReadOnlySpan<byte> value)
        {
            fixed (byte* p = PathOf(directory, name), a = NameOf(attribute), v = value)
                LinuxException.Check(
                    FileCalls.lsetxattr(p, a, v, (nuint)value.Length, 0), "lsetxattr", $"{name} {attribute}");
        }

        /// <summary>Removes an attribute; does nothing when it is not set.</summary>
        public void RemoveAttribute(RawPath name, string attribute)
        {
            fixed (byte* p = PathOf(directory, name), a = NameOf(attribute))
            {
                if (FileCalls.lremovexattr(p, a) < 0 && !LastIs(Errno.NoData))
                    throw LinuxException.Last("lremovexattr", $"{name} {attribute}");
            }
        }
    }

    /// <summary>
    /// Before Linux 6.13 there are no xattr calls relative to a directory; the descriptor's link in /proc is used
    /// instead.
    /// </summary>
    private static byte[] PathOf(DirectoryHandle directory, RawPath name)
    {
        Span<byte> descriptor = stackalloc byte[11];
        directory.Descriptor.TryFormat(descriptor, out var digits, default, CultureInfo.InvariantCulture);
        var prefix = "/proc/self/fd/"u8;
        var path = new byte[prefix.Length + digits + 1 + Math.Max(1, name.Length) + 1];
        prefix.CopyTo(path);
        descriptor[..digits].CopyTo(path.AsSpan(prefix.Length));
        path[prefix.Length + digits] = (byte)'/';
        (name.IsEmpty ? "."u8 : name.Bytes).CopyTo(path.AsSpan(prefix.Length + digits + 1));
        return path;
    }

    private static byte[] NameOf(string attribute) => Encoding.UTF8.GetBytes(attribute + '\0');

    private static int List(byte* path, Span<byte> buffer)
    {
        fixed (byte* b = buffer)
            return (int)FileCalls.llistxattr(path, b, (nuint)buffer.Length);
    }

    private static string[] ListLong(byte* path, RawPath name)
    {
        if (!LastIs(Errno.OutOfRange))
            throw LinuxException.Last("llistxattr", name.ToString());
        var large = new byte[64 << 10];
        return Split(large.AsSpan(0, LinuxException.Check(List(path, large), "llistxattr", name.ToString())));
    }

    private static int Get(byte* path, byte* name, Span<byte> buffer)
    {
        fixed (byte* b = buffer)
            return (int)FileCalls.lgetxattr(path, name, b, (nuint)buffer.Length);
    }

    private static string[] Split(ReadOnlySpan<byte> names) => Encoding.UTF8.GetString(names[..^1]).Split('\0');

    private static bool LastIs(Errno errno) => (Errno)Marshal.GetLastPInvokeError() == errno;
}
