using System.Text;

namespace Slipway.Oci.Tests.Tar;

/// <summary>Archives that no writer would write: headers with any type and any data, with a valid checksum.</summary>
public static class RawTar
{
    public static byte[] Of(params (char Type, byte[] Data)[] entries)
    {
        var tar = new MemoryStream();
        foreach (var (type, data) in entries)
        {
            tar.Write(Header(type, "name", Convert.ToString(data.Length, 8).PadLeft(11, '0')));
            tar.Write(data);
            tar.Write(new byte[-data.Length & 511]);
        }
        tar.Write(new byte[1024]);
        return tar.ToArray();
    }

    public static byte[] Header(char type, string name, string size)
    {
        var header = new byte[512];
        Put(header, 0, name);
        Put(header, 100, "0000644");
        Put(header, 124, size);
        Put(header, 148, "        ");
        header[156] = (byte)type;
        Put(header, 257, "ustar");
        Put(header, 263, "00");
        Put(header, 148, Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0') + "\0 ");
        return header;
    }

    /// <summary>A pax record of <c>key=value</c>.</summary>
    public static string Record(string text)
    {
        var length = text.Length + 3;
        while (length != text.Length + 2 + length.ToString().Length)
            length++;
        return $"{length} {text}\n";
    }

    private static void Put(byte[] header, int at, string text) => Encoding.Latin1.GetBytes(text).CopyTo(header, at);
}
