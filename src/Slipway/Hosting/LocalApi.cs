using Slipway.Client;

namespace Slipway.Hosting;

/// <summary>The server's unix socket, which only root can open and which needs no token.</summary>
internal static class LocalApi
{
    public static string SocketIn(string data) => Path.Combine(data, "run", "slipway.sock");

    public static Credentials Credentials(string data) =>
        new("http://slipway", null, null, null) { Socket = SocketIn(data) };
}
