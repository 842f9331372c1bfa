using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Slipway.Engine;
using Slipway.Oci;
using Slipway.Platform;
using Slipway.Registry.Access;
using Slipway.Registry.Content;
using Slipway.Testing.Api;
using Slipway.Web.Problems;

namespace Slipway.Web.Tests.Problems;

/// <summary>Whatever goes wrong is told as a problem, with a stable code.</summary>
public sealed class ProblemTests : IAsyncLifetime
{
    private ApiServer _server = null!;
    private HttpClient _admin = null!;
    private HttpClient _dev = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        (_admin, _dev) = (await _server.ClientOfAsync("admin"), await _server.ClientOfAsync("dev"));
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        _dev.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Who_does_not_say_who_they_are_is_asked_before_anything_is_read()
    {
        using var nobody = _server.Client();
        using var body = new StringContent("{ this is not JSON", Encoding.UTF8, "application/json");
        using var answer = await nobody.PostAsync("applications", body);
        (await answer.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized"))["nextStep"].ShouldNotBeNull();
        answer.Headers.WwwAuthenticate.Single().Scheme.ShouldBe("Bearer");
    }

    [Fact]
    public async Task What_is_for_administrators_is_refused_to_others() =>
        await (await _dev.PostAsJsonAsync("accounts", new { name = "x" }))
            .ProblemAsync(HttpStatusCode.Forbidden, "forbidden");

    [Theory]
    [InlineData("applications/demo/none")]
    [InlineData("applications/other/none")]
    [InlineData("operations/none")]
    [InlineData("cartridges/none")]
    [InlineData("nothing/of/this/kind")]
    public async Task What_is_not_there_is_not_found(string path) =>
        await (await _admin.GetAsync(path)).ProblemAsync(HttpStatusCode.NotFound, "not-found");

    [Fact]
    public async Task A_name_that_is_taken_is_a_conflict_with_a_next_step()
    {
        await _server.World.CreateAsync("blog");
        var problem = await (await _dev.PostAsJsonAsync("applications", new { name = "blog", cartridge = "web" }))
            .ProblemAsync(HttpStatusCode.Conflict, "conflict");
        ((string)problem["nextStep"]!).ShouldContain("slipway app show");
    }

    [Theory]
    [InlineData("""{"name": "UPPER", "cartridge": "web"}""", HttpStatusCode.UnprocessableEntity, "invalid")]
    [InlineData("""{"name": "blog", "cartridge": "web", "from": "file:///etc"}""",
        HttpStatusCode.UnprocessableEntity, "invalid")]
    [InlineData("""{"name": "blog", "cartridge": "web", "limits": {"memory": 1}}""",
        HttpStatusCode.UnprocessableEntity, "invalid")]
    [InlineData("""{"name": "blog", "cartridge": "none"}""", HttpStatusCode.NotFound, "not-found")]
    [InlineData("""{"name": "blog" """, HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("""{"name": null, "cartridge": "web"}""", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("""{"name": ["blog"], "cartridge": "web"}""", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("null", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("", HttpStatusCode.BadRequest, "bad-request")]
    public async Task A_request_that_is_wrong_says_how(string body, HttpStatusCode status, string code)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        await (await _dev.PostAsync("applications", content)).ProblemAsync(status, code);
    }

    [Fact]
    public async Task A_query_that_is_no_number_is_a_bad_request() =>
        await (await _dev.GetAsync("operations?limit=many")).ProblemAsync(HttpStatusCode.BadRequest, "bad-request");

    [Fact]
    public async Task Another_method_another_type_and_no_socket_have_their_problems()
    {
        await _server.World.CreateAsync("blog");
        await (await _admin.DeleteAsync("server")).ProblemAsync(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        using var form = new StringContent("a=b", Encoding.UTF8, "application/x-www-form-urlencoded");
        await (await _admin.PostAsync("applications", form))
            .ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        await (await _dev.GetAsync("applications/demo/blog/exec"))
            .ProblemAsync(HttpStatusCode.UpgradeRequired, "upgrade-required");
    }

    [Fact]
    public async Task Who_guesses_tokens_is_held_back_and_told_how_long()
    {
        (await _dev.GetAsync("server")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var guesser = _server.Client();
        HttpResponseMessage answer = null!;
        for (var guess = 0; guess < 11; guess++)
        {
            guesser.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", $"slw_{guess:x64}");
            answer = await guesser.GetAsync("server");
        }
        await answer.ProblemAsync(HttpStatusCode.TooManyRequests, "too-many-logins");
        answer.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        (await _dev.GetAsync("server")).StatusCode
            .ShouldBe(HttpStatusCode.OK, "who was let in before is not locked out");
    }

    [Fact]
    public void Every_code_has_a_status_with_its_standard_phrase()
    {
        foreach (var code in Enum.GetValues<ErrorCode>())
        {
            var problem = ProblemMapping.Of(new SlipwayException(code, "the cause", "the next step"));
            problem.Status.ShouldBeInRange(400, 599, $"{code}");
            problem.Title.ShouldBe(ReasonPhrases.GetReasonPhrase(problem.Status));
            problem.Code.ShouldBe(problem.Status == 500 ? "internal" : code.Name);
            problem.Type.ShouldBe($"urn:slipway:problem:{problem.Code}");
        }
    }

    public static TheoryData<Exception, int, string> Failures => new()
    {
        { new SlipwayException(ErrorCode.LimitReached, "x"), 429, "limit-reached" },
        { new SlipwayException(ErrorCode.BuildFailed, "x"), 422, "build-failed" },
        { new SlipwayException(ErrorCode.RolloutFailed, "x"), 422, "rollout-failed" },
        { new SlipwayException(ErrorCode.Cancelled, "x"), 409, "cancelled" },
        { new SlipwayException(ErrorCode.Unavailable, "x"), 503, "unavailable" },
        { new SlipwayException(ErrorCode.EngineExhausted, "x"), 507, "engine-exhausted" },
        { new SlipwayException(ErrorCode.EngineRuntime, "x"), 503, "engine-runtime" },
        { new TooManyLoginsException(TimeSpan.FromSeconds(3)), 429, "too-many-logins" },
        { new SlipwayException(ErrorCode.Malformed, "x"), 422, "malformed" },
        { ContentErrors.NotFound(Digest.OfBytes([1])), 404, "not-found" },
        { new SlipwayException(ErrorCode.PortInUse, "x"), 409, "port-in-use" },
        { new SlipwayException(ErrorCode.Storage, "secret detail"), 500, "internal" },
        { new IOException("secret detail", (int)Slipway.Linux.Errno.NoSpace), 507, "disk-full" },
        { new UnauthorizedAccessException("secret detail"), 500, "internal" },
        { new InvalidOperationException("secret detail"), 500, "internal" },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public void Every_failure_has_its_status_and_code_and_what_is_nobodys_business_is_not_told(
        Exception failure, int status, string code)
    {
        var problem = ProblemMapping.Of(failure);
        (problem.Status, problem.Code).ShouldBe((status, code));
        problem.Detail.ShouldNotBeNull().ShouldNotContain("secret detail");
    }
}
