using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Testing.Api;

namespace Slipway.Web.Tests.Requests;

/// <summary>A request is found in the log by the id that its answer has.</summary>
public sealed class RequestIdTests : IAsyncLifetime
{
    private ApiServer _server = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        _admin = await _server.ClientOfAsync("admin");
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Every_answer_has_an_id_of_its_own()
    {
        using var one = await _admin.GetAsync("server");
        using var other = await _admin.GetAsync("openapi.json");
        IdOf(one).Length.ShouldBe(32);
        IdOf(other).ShouldNotBe(IdOf(one));
    }

    [Theory]
    [InlineData("build-7.step_2", true)]
    [InlineData("with space", false)]
    [InlineData("<script>", false)]
    [InlineData("", false)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123", true)]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234", false)]
    public async Task The_clients_own_is_taken_when_it_is_short_and_plain(string given, bool taken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "server");
        request.Headers.TryAddWithoutValidation("X-Request-Id", given);
        using var answer = await _admin.SendAsync(request);
        (IdOf(answer) == given).ShouldBe(taken);
    }

    [Theory]
    [InlineData("operations/none", HttpStatusCode.NotFound, "not-found")]
    [InlineData("no/such/address", HttpStatusCode.NotFound, "not-found")]
    public async Task A_problem_names_it(string path, HttpStatusCode status, string code)
    {
        using var answer = await _admin.GetAsync(path);
        ((string?)(await answer.ProblemAsync(status, code))["requestId"]).ShouldBe(IdOf(answer));
    }

    [Fact]
    public async Task A_failure_inside_is_logged_once_with_its_stack_and_told_by_its_id_alone()
    {
        _server.Before = _ => throw new InvalidOperationException("secret detail");
        using var answer = await _admin.GetAsync("server");
        var problem = await answer.ProblemAsync(HttpStatusCode.InternalServerError, "internal");
        problem.ToJsonString().ShouldNotContain("secret detail");

        var logged = _server.Log.Entries.Where(entry => entry.Exception is InvalidOperationException)
            .ShouldHaveSingleItem();
        logged.Level.ShouldBe(LogLevel.Error);
        logged.Message.ShouldBe("GET /api/v1/server failed");
        logged.Exception!.StackTrace.ShouldNotBeNullOrEmpty();
        logged.Scope["requestId"].ShouldBe(IdOf(answer));
    }

    [Fact]
    public async Task A_failure_after_the_answer_began_is_logged_once_and_cuts_the_answer_off()
    {
        _server.Before = async http =>
        {
            await http.Response.WriteAsync("data: begun\n\n");
            await http.Response.Body.FlushAsync();
            throw new InvalidOperationException("secret detail");
        };
        await Should.ThrowAsync<HttpRequestException>(() => _admin.GetStringAsync("server"));

        _server.Log.Entries.Where(entry => entry.Exception is InvalidOperationException).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_login_that_is_refused_is_logged_with_where_it_came_from_and_without_its_token()
    {
        using var guesser = _server.Client();
        (await guesser.GetAsync("server")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        _server.Log.Entries.ShouldNotContain(entry => entry.Message.Contains("login"), "it had no token");
        guesser.DefaultRequestHeaders.Authorization = new("Bearer", "slw_wrong");
        (await guesser.GetAsync("server")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        _server.Log.Entries.Where(entry => entry.Message.Contains("login")).ShouldHaveSingleItem()
            .Message.ShouldBe("a login from 127.0.0.1 was refused: GET /api/v1/server");
        _server.Log.Entries.ShouldNotContain(entry => entry.Message.Contains("slw_wrong"));
    }

    [Fact]
    public async Task The_description_of_the_api_names_it_and_the_problem_of_every_operation()
    {
        var responses = (await (await _admin.GetAsync("openapi.json")).JsonAsync())
            ["paths"]!["/api/v1/server"]!["get"]!["responses"]!;
        responses["200"]!["headers"]!["X-Request-Id"].ShouldNotBeNull();
        responses["default"]!["content"]!["application/problem+json"]!["schema"].ShouldNotBeNull();
    }

    private static string IdOf(HttpResponseMessage answer) => answer.Headers.GetValues("X-Request-Id").Single();
}
