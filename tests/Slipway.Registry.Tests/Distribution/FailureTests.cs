using System.Net;
using Microsoft.Extensions.Logging;
using Slipway.Testing.Registries;

namespace Slipway.Registry.Tests.Distribution;

public sealed class FailureTests
{
    [Fact]
    public async Task A_failure_inside_is_logged_once_with_its_stack_and_told_in_the_registrys_own_form()
    {
        await using var server = await RegistryServer.StartAsync();
        using var client = server.ClientOf("fault");
        using var answer = await client.GetAsync("/v2/", TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        body.ShouldContain("\"UNKNOWN\"");
        body.ShouldContain("request id ");
        body.ShouldNotContain("secret detail");
        var logged = server.Log.Entries.Where(entry => entry.Exception is not null).ShouldHaveSingleItem();
        logged.Level.ShouldBe(LogLevel.Error);
        logged.Message.ShouldBe("GET /v2/ failed");
    }

    [Fact]
    public async Task A_login_that_is_refused_is_logged_and_one_that_was_not_tried_is_not()
    {
        await using var server = await RegistryServer.StartAsync();
        using var nobody = server.ClientOf(null);
        using var unknown = server.ClientOf("unknown");
        await nobody.GetAsync("/v2/", TestContext.Current.CancellationToken);
        server.Log.Entries.ShouldNotContain(entry => entry.Level == LogLevel.Warning);
        await unknown.GetAsync("/v2/", TestContext.Current.CancellationToken);
        var logged = server.Log.Entries.Where(entry => entry.Level == LogLevel.Warning).ShouldHaveSingleItem();
        logged.Message.ShouldBe("a login to the registry from 127.0.0.1 was refused");
    }
}
