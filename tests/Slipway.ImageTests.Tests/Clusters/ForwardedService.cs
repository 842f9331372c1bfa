using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Testing.Clusters;

namespace Slipway.ImageTests.Tests.Clusters;

/// <summary>What answers behind a forwarded port, with and without TLS.</summary>
internal sealed class ForwardedService : IAsyncDisposable
{
    public const string Document =
        """
        openapi: 3.0.3
        info: {title: hello, version: "1"}
        paths:
          /hello:
            get:
              responses:
                "200": {description: hello, content: {text/plain: {}}}
        """;

    private readonly WebApplication _application;

    private ForwardedService()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(ClusterServer.Certificates.Server));
        });
        _application = builder.Build();
        _application.MapGet("/hello", () => Results.Text("hello"));
        _application.MapGet("/broken", (HttpContext http) => http.Abort());
        _application.MapGet("/large", () => Results.Text(new string('x', 100_000)));
    }

    public int Port => PortOf(Uri.UriSchemeHttp);

    public int TlsPort => PortOf(Uri.UriSchemeHttps);

    public static async Task<ForwardedService> StartAsync()
    {
        var service = new ForwardedService();
        await service._application.StartAsync();
        return service;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private int PortOf(string scheme) =>
        _application.Urls.Select(url => new Uri(url)).Single(url => url.Scheme == scheme).Port;
}
