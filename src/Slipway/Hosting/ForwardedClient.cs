using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Slipway.Hosting;

/// <summary>Behind trusted proxies, the API's client is the one that they name, not the proxy.</summary>
internal static class ForwardedClient
{
    public static void UseForwardedClient(this IApplicationBuilder application, ImmutableArray<IPNetwork> proxies)
    {
        if (proxies.IsEmpty)
            return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in proxies)
            options.KnownIPNetworks.Add(network);
        application.UseForwardedHeaders(options);
    }
}
