using System.Text;

namespace Slipway.Fuzz;

/// <summary>
/// Changes valid inputs a little: bits, bytes, numbers, pieces left out, doubled, moved between two inputs.
/// </summary>
public sealed class Mutator(Random random)
{
    private const int Block = 512;
    private static readonly string[] Words =
    [
        "..", "../", "/", ".wh.", ".wh..wh..opq", "\0", "-1", "9223372036854775807", "77777777777", "null", "[]", "{}",
        "\"", "GNU.sparse.map=",
        "SCHILY.xattr.", "size=", "path=", "sha256:", "99999999", "\uFFFF", "{{", "}}", "{%", "-%}", "(", "[", "|", "'",
    ];

    public byte[] Mutate(byte[] one, byte[] other)
    {
        var input = random.Next(6) == 0 ? Splice(one, other) : (byte[])one.Clone();
        for (var changes = random.Next(1, 6); changes > 0 && input.Length > 0; changes--)
            input = Change(input);
        return input;
    }

    /// <summary>
    /// Makes the checksum of everything that looks like a header right again, so that mutations get behind it.
    /// </summary>
    public static void MendChecksums(byte[] tar)
    {
        for (var at = 0; at + Block <= tar.Length; at += Block)
        {
            var block = tar.AsSpan(at, Block);
            if (!block.Slice(257, 5).SequenceEqual("ustar"u8))
                continue;
            block.Slice(148, 8).Fill((byte)' ');
            var sum = 0;
            foreach (var value in block)
                sum += value;
            Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(block.Slice(148, 8));
        }
    }

    private byte[] Change(byte[] input)
    {
        var at = random.Next(input.Length);
        var length = Math.Min(random.Next(4) == 0 ? Block : random.Next(1, 40), input.Length - at);
        switch (random.Next(8))
        {
            case 0:
                input[at] ^= (byte)(1 << random.Next(8));
                return input;
            case 1:
                input[at] = (byte)random.Next(256);
                return input;
            case 2:
                return [.. input[..at], .. input[(at + length)..]];
            case 3:
                return [.. input[..(at + length)], .. input[at..]];
            case 4:
                return input[..at];
            case 5:
                var word = Encoding.UTF8.GetBytes(Words[random.Next(Words.Length)]);
                word.AsSpan(0, Math.Min(word.Length, input.Length - at)).CopyTo(input.AsSpan(at));
                return input;
            case 6:
                return [.. input[..at], .. Encoding.UTF8.GetBytes(Words[random.Next(Words.Length)]), .. input[at..]];
            default:
                input.AsSpan(at, length).Fill((byte)random.Next(256));
                return input;
        }
    }

    private byte[] Splice(byte[] one, byte[] other) =>
        [.. one[..(random.Next(one.Length / Block + 1) * Block)],
            .. other[(random.Next(other.Length / Block + 1) * Block)..]];
}
