using System.Globalization;
using System.Net;

namespace Slipway.ImageTests.Running;

/// <summary>Reads the kernel's tables of TCP sockets, <c>/proc/net/tcp</c> and <c>tcp6</c> (proc(5)).</summary>
internal static class ListeningSockets
{
    private const string ListenState = "0A";

    /// <summary>Where connections are accepted; lines that are none of the table's are passed over.</summary>
    public static IReadOnlyList<IPEndPoint> Of(IEnumerable<string> table) =>
        [.. table.Select(SocketOf).OfType<IPEndPoint>().Distinct()];

    private static IPEndPoint? SocketOf(string line)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 4 || fields[3] != ListenState
            || fields[1].Split(':') is not [{ Length: 8 or 32 } address, var port])
            return null;
        if (!address.All(char.IsAsciiHexDigit)
            || !ushort.TryParse(port, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
            return null;
        var bytes = Convert.FromHexString(address);
        for (var word = 0; word < bytes.Length; word += 4)
            bytes.AsSpan(word, 4).Reverse();
        return new IPEndPoint(new IPAddress(bytes), number);
    }
}
