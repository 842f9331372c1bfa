using Slipway.Client;

namespace Slipway.Hosting;

/// <summary>The server's own socket, which only root reaches and which asks for no token.</summary>
internal static class LocalApi
{
    public static string SocketIn(string data) => Path.Combine(data, "run", "slipway.sock");

    public static Credentials Credentials(string data) =>
        new("http://slipway", null, null, null) { Socket = SocketIn(data) };
}
