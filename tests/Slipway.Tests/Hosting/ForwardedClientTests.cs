using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Slipway.Hosting;
using Xunit;

namespace Slipway.Tests.Hosting;

public sealed class ForwardedClientTests
{
    [Theory]
    [InlineData("127.0.0.0/8", "198.51.100.66, 203.0.113.9", "203.0.113.9")]
    [InlineData("127.0.0.0/8", "2001:db8::7", "2001:db8::7")]
    [InlineData("127.0.0.0/8", null, "127.0.0.1")]
    [InlineData("192.0.2.0/24", "203.0.113.9", "127.0.0.1")]
    [InlineData(null, "203.0.113.9", "127.0.0.1")]
    public async Task The_client_is_the_one_that_a_trusted_proxy_names(string? trusted, string? said, string client)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var application = builder.Build();
        application.UseForwardedClient(trusted is null ? [] : [IPNetwork.Parse(trusted)]);
        application.Run(context => context.Response.WriteAsync($"{context.Connection.RemoteIpAddress}"));
        await application.StartAsync(TestContext.Current.CancellationToken);

        using var browser = new HttpClient();
        if (said is not null)
            browser.DefaultRequestHeaders.Add("X-Forwarded-For", said);
        (await browser.GetStringAsync(new Uri(application.Urls.Single()), TestContext.Current.CancellationToken))
            .ShouldBe(client);
    }
}
