using System.Buffers.Binary;
using Slipway.Linux.Files;

namespace Slipway.Oci.Tar;

/// <summary>
/// A 512-byte header block and its numbers (POSIX pax, "ustar Interchange Format"; GNU's base-256 numbers).
/// </summary>
internal static class TarBlock
{
    internal const int Size = 512;
    internal const long MaxOctal11 = 0x1_FFFF_FFFF; // 11 digits: sizes up to 8 GiB, times
    internal const long MaxOctal7 = 0x1F_FFFF; // 7 digits: ids

    internal static readonly Range Name = ..100;
    internal static readonly Range Mode = 100..108;
    internal static readonly Range Uid = 108..116;
    internal static readonly Range Gid = 116..124;
    internal static readonly Range Length = 124..136;
    internal static readonly Range Modified = 136..148;
    internal static readonly Range Checksum = 148..156;
    internal const int Type = 156;
    internal static readonly Range LinkName = 157..257;
    internal static readonly Range Magic = 257..265;
    internal static readonly Range DeviceMajor = 329..337;
    internal static readonly Range DeviceMinor = 337..345;
    internal static readonly Range Prefix = 345..500;

    internal static bool IsZero(ReadOnlySpan<byte> block) => !block.ContainsAnyExcept((byte)0);

    internal static bool IsPosix(ReadOnlySpan<byte> block) => block[Magic].StartsWith("ustar\0"u8);

    /// <summary>The bytes before the first NUL, or all bytes.</summary>
    internal static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> field) =>
        field.IndexOf((byte)0) is var end && end >= 0 ? field[..end] : field;

    /// <summary>
    /// Octal digits between blanks and NULs, or, if the first bit is set, a big-endian number in two's complement.
    /// </summary>
    /// <exception cref="SlipwayException">The field is no number, or one beyond 63 bits.</exception>
    internal static long Number(ReadOnlySpan<byte> field, string what)
    {
        if ((field[0] & 0x80) != 0)
            return BinaryNumber(field, what);
        var digits = field.Trim(" \0"u8);
        long value = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
                throw new SlipwayException(ErrorCode.Malformed, $"a tar header's {what} is no octal number");
            value = (value << 3) | (uint)(digit - '0');
        }
        return value;
    }

    internal static void WriteOctal(Span<byte> field, long value)
    {
        field[^1] = 0;
        for (var i = field.Length - 2; i >= 0; i--, value >>= 3)
            field[i] = (byte)('0' + (value & 7));
    }

    internal static void WriteChecksum(Span<byte> block)
    {
        var field = block[Checksum];
        WriteOctal(field[..7], Sums(block).Unsigned);
        field[7] = (byte)' ';
    }

    /// <summary>Some old implementations summed signed bytes; both sums are accepted.</summary>
    internal static bool HasValidChecksum(ReadOnlySpan<byte> block)
    {
        var stored = Number(block[Checksum], "checksum");
        var (unsigned, signed) = Sums(block);
        return stored == unsigned || stored == signed;
    }

    private static long BinaryNumber(ReadOnlySpan<byte> field, string what)
    {
        var negative = (field[0] & 0x40) != 0;
        Span<byte> wide = stackalloc byte[16];
        wide.Fill(negative ? (byte)0xff : (byte)0);
        field.CopyTo(wide[^field.Length..]);
        wide[^field.Length] = (byte)(negative ? field[0] | 0x80 : field[0] & 0x7f);
        var value = BinaryPrimitives.ReadInt128BigEndian(wide);
        return value >= long.MinValue && value <= long.MaxValue ? (long)value : throw new SlipwayException(
            ErrorCode.Malformed, $"a tar header's {what} is too large");
    }

    private static (long Unsigned, long Signed) Sums(ReadOnlySpan<byte> block)
    {
        long unsigned = 0, signed = 0;
        for (var i = 0; i < Size; i++)
        {
            var value = i is >= 148 and < 156 ? (byte)' ' : block[i];
            unsigned += value;
            signed += (sbyte)value;
        }
        return (unsigned, signed);
    }

    /// <summary>The path of a header: ustar's prefix, a slash, the name.</summary>
    internal static RawPath Path(ReadOnlySpan<byte> block)
    {
        var name = RawPath.Of(Text(block[Name]));
        var prefix = IsPosix(block) ? Text(block[Prefix]) : default;
        return prefix.IsEmpty ? name : RawPath.Of(prefix).Combine(name);
    }
}
