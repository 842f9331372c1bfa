using System.Net;
using System.Net.Http.Json;
using System.Text;
using Slipway.Platform.Composition;
using Slipway.Platform.Operations;
using Slipway.Testing.Api;

namespace Slipway.Web.Tests.Endpoints;

public sealed class BuildFormTests : IAsyncLifetime
{
    private const string Sentinel = "s3cr3t-sentinel";
    private const string Path = "applications/demo/blog/builds?kind=binary&file=content";
    private ApiServer _server = null!;
    private HttpClient _dev = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        _dev = await _server.ClientOfAsync("dev");
        await _server.World.CreateAsync("blog");
    }

    public async ValueTask DisposeAsync()
    {
        _dev.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Options_and_secrets_reach_the_build_and_no_answer_has_them()
    {
        using var form = Form($$"""
            {"force": true, "clean": true, "timeout": 90, "limits": {"memory": 1073741824, "cpus": 1.5}, "environment": {"lower_case": "{{Sentinel}}" },
             "secrets": {"npmrc": "{{Convert.ToBase64String(Encoding.UTF8.GetBytes(Sentinel))}}" } }
            """);
        var answer = await (await _dev.PostAsync(Path, form)).JsonAsync(HttpStatusCode.Accepted);
        var operation = (await _server.World.Broker.Operations.FindAsync((string)answer["id"]!, default))!;
        await _server.World.EndAsync(operation, OperationState.Done);

        var build = _server.World.Builder.Builds.Last();
        (build.Options.Force, build.Options.Incremental, build.Options.Timeout)
            .ShouldBe((true, false, TimeSpan.FromSeconds(90)));
        (build.Options.Limits.Memory, build.Options.Limits.Cpus, build.Options.Limits.Pids)
            .ShouldBe((1L << 30, 1.5, 2048));
        (build.Inputs.Environment["lower_case"], Encoding.UTF8.GetString(build.Inputs.Secrets["npmrc"].Span))
            .ShouldBe((Sentinel, Sentinel));
        foreach (var path in new[]
        {
            $"operations/{operation.Id}", $"operations/{operation.Id}/events", "operations", "applications/demo/blog",
            "applications/demo/blog/artifacts/2", "applications/demo/blog/releases",
            "applications/demo/blog/environment",
        })
            (await (await _dev.GetAsync(path)).Content.ReadAsStringAsync()).ShouldNotContain(Sentinel);
    }

    [Fact]
    public async Task The_body_alone_is_a_source_too()
    {
        using var body = new ByteArrayContent("plain"u8.ToArray());
        var answer = await (await _dev.PostAsync(Path, body)).JsonAsync(HttpStatusCode.Accepted);
        await _server.World.EndAsync(
            (await _server.World.Broker.Operations.FindAsync((string)answer["id"]!, default))!, OperationState.Done);
    }

    [Theory]
    [InlineData("""{"secrets": {"npmrc": "s3cr3t-sentinel is not base64"}}""", "invalid")]
    [InlineData("""{"environment": {"A": "s3cr3t-sentinel", }""", "invalid")]
    [InlineData("""{"environment": {"1ST": "s3cr3t-sentinel"}}""", "invalid")]
    [InlineData("""{"environment": {"A": null}}""", "invalid")]
    [InlineData("""{"secrets": {"../x": "YQ=="}}""", "invalid")]
    [InlineData("""{"timeout": -1}""", "invalid")]
    [InlineData("""{"timeout": 1e300}""", "invalid")]
    [InlineData("""{"limits": {"memory": 5}}""", "invalid")]
    [InlineData("""{"image": "not an image"}""", "invalid")]
    [InlineData("null", "invalid")]
    public async Task Options_that_are_wrong_are_refused_before_the_source_is_kept_and_not_repeated(
        string options, string code)
    {
        using var form = Form(options);
        (await (await _dev.PostAsync(Path, form)).ProblemAsync(HttpStatusCode.UnprocessableEntity, code))
            .ToJsonString().ShouldNotContain(Sentinel);
        System.IO.Path.Exists(System.IO.Path.Combine(_server.World.Directory, "run", "uploads"))
            .ShouldBeFalse("nothing was uploaded");
    }

    [Fact]
    public async Task A_form_without_its_parts_in_order_is_refused()
    {
        using var turned = new MultipartFormDataContent
        {
            { new StringContent("source"), "source", "source" }, { new StringContent("{}"), "options" },
        };
        await (await _dev.PostAsync(Path, turned)).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        using var half = new MultipartFormDataContent { { new StringContent("{}"), "options" } };
        await (await _dev.PostAsync(Path, half)).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        using var endless = new MultipartFormDataContent { { new ByteArrayContent(new byte[5 << 20]), "options" } };
        await (await _dev.PostAsync(Path, endless)).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
    }

    [Fact]
    public async Task Private_inputs_are_written_and_never_read()
    {
        using var change = JsonContent.Create(new { secrets = new Dictionary<string, string?> { ["npmrc"] =
            Convert.ToBase64String(Encoding.UTF8.GetBytes(Sentinel)), ["gone"] = null } });
        var names = await (await _dev.PatchAsync("applications/demo/blog/build-secrets", change)).JsonAsync();
        names.AsArray().Select(input => (string)input!["name"]!).ShouldBe(["npmrc"]);
        var json = System.Text.Json.JsonSerializer.Serialize(
            new Resources.BuildSecretsChange { Secrets = new Dictionary<string, byte[]?> { ["npmrc"] = null } },
            Resources.ApiJson.Default.BuildSecretsChange);
        json.ShouldBe("""{"secrets":{"npmrc":null}}""");
        using var removal = new StringContent(json, Encoding.UTF8, "application/json");
        (await (await _dev.PatchAsync("applications/demo/blog/build-secrets", removal)).JsonAsync())
            .AsArray().ShouldBeEmpty();
        using var variables = JsonContent.Create(
            new { variables = new Dictionary<string, string?> { ["TOKEN"] = Sentinel } });
        (await (await _dev.PatchAsync("applications/demo/blog/build-environment", variables)).JsonAsync())
            .ToJsonString().ShouldNotContain(Sentinel);
        (await (await _dev.GetAsync("applications/demo/blog/build-environment")).JsonAsync()).AsArray()
            .ShouldHaveSingleItem()!.AsObject().Select(field => field.Key).ShouldBe(["name", "changed"]);
        using var bad = new StringContent(
            $$"""{"variables": {"A": ["{{Sentinel}}"] } }""", Encoding.UTF8, "application/json");
        (await (await _dev.PatchAsync("applications/demo/blog/build-environment", bad))
            .ProblemAsync(HttpStatusCode.BadRequest, "bad-request")).ToJsonString().ShouldNotContain(Sentinel);
    }

    private static MultipartFormDataContent Form(string options) =>
        new() { { new StringContent(options, Encoding.UTF8, "application/json"),
            "options" }, { new ByteArrayContent("binary"u8.ToArray()), "source", "source" } };
}
