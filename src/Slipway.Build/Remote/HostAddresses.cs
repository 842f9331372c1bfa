using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Slipway.Build.Remote;

/// <summary>
/// Resolves and checks hosts named in Dockerfiles. The server fetches with its own network, so services that listen on
/// this machine only, and link-local metadata services, must not be accessible to authors of Dockerfiles.
/// </summary>
public static class HostAddresses
{
    /// <exception cref="SlipwayException">The host is not known, or is this machine.</exception>
    public static async Task<ImmutableArray<IPAddress>> ResolveAsync(
        string host, bool mayBeThisMachine, CancellationToken cancel)
    {
        var found = await FindAsync(host.Trim('[', ']'), cancel);
        ImmutableArray<IPAddress> allowed = mayBeThisMachine ? [.. found] : [.. found.Where(IsPublic)];
        return !allowed.IsEmpty
            ? allowed
            : throw new SlipwayException(
                ErrorCode.RemoteSource, $"the host {Excerpt.Of(host)} is this machine, which builds do not reach",
                "Name a host elsewhere, or put what it serves into the build context.");
    }

    private static async Task<IPAddress[]> FindAsync(string host, CancellationToken cancel)
    {
        if (IPAddress.TryParse(host, out var literal))
            return [literal];
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancel);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw new SlipwayException(
                ErrorCode.RemoteSource, $"the host {Excerpt.Of(host)} is not known", "Check the address.", e);
        }
    }

    private static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !IPAddress.IsLoopback(plain) && !IsLocal(plain)
            && !NetworkInterface.GetAllNetworkInterfaces()
                .Any(card => card.GetIPProperties().UnicastAddresses.Any(own => own.Address.Equals(plain)));
    }

    private static bool IsLocal(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? bytes[0] is 0 or 127 or >= 224 || bytes is [169, 254, ..]
            : address.IsIPv6LinkLocal || address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any);
    }
}
