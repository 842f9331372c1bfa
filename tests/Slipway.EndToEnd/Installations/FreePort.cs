using System.Net;
using System.Net.Sockets;

namespace Slipway.EndToEnd.Installations;

internal static class FreePort
{
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The first of some ports in a row, below those that the kernel gives to connections.</summary>
    public static int Take(int count) =>
        Enumerable.Range(0, 100)
            .Select(_ => Random.Shared.Next(20_000, 32_000)).First(first => Enumerable.Range(first, count).All(IsFree));

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
