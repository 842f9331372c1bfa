using System.Formats.Tar;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Oci;
using Slipway.Oci.Json;
using Slipway.Registry.Content;
using Slipway.Testing.Api;

namespace Slipway.Web.Tests.Endpoints;

/// <summary>
/// Image builds over the API, of Dockerfiles that need no engine: what the options say reaches the builder.
/// </summary>
public sealed class ImageBuildTests : IAsyncLifetime
{
    private const string Sentinel = "s3cr3t-sentinel";
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
    public async Task A_body_alone_is_the_directory()
    {
        using var body = new ByteArrayContent(Tar(("Dockerfile", "FROM scratch\nLABEL a=1\n")));
        (await EndAsync(body)).ShouldContain("built test/image:1");
        (await ImageAsync()).Config.Config!.Labels!["a"].ShouldBe("1");
        Directory.EnumerateFileSystemEntries(_server.Uploads).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_options_choose_Dockerfile_stage_and_arguments()
    {
        const string text = "ARG V=default\nFROM scratch AS one\nARG V\nLABEL v=$V\nFROM one\nLABEL two=2\n";
        using var form = Form(
            """{"dockerfile": "sub/File", "target": "one", "arguments": {"V": "given"}, "noCache": true}""",
            Tar(("sub/File", text)));
        await EndAsync(form);
        (await ImageAsync()).Config.Config!.Labels
            .ShouldBe(new Dictionary<string, string> { ["v"] = "given" }, ignoreOrder: true);
    }

    [Fact]
    public async Task Contexts_are_images_here_or_directories_that_follow_in_order()
    {
        using var dockerfile = new ByteArrayContent(Tar(("Dockerfile", "FROM scratch\nENV OF=base\n")));
        await EndAsync(dockerfile, "test/base:1");
        using var form = Form(
            """{"contexts": [{"name": "first"}, {"name": "upstream", "image": "test/base:1"}, {"name": "second"}]}""",
            Tar(("Dockerfile", "FROM upstream\nLABEL of=$OF\n")), Tar(("a", "")), Tar(("b", "")));
        var events = await (await _admin.PostAsync("images/build?name=test/image:1", form)).EventsAsync();
        events.Count(one => ((string?)one.Data["text"])?.StartsWith(
            "warning: the build context", StringComparison.Ordinal) == true).ShouldBe(2);
        (await ImageAsync()).Config.Config!.Labels!["of"].ShouldBe("base");
    }

    [Fact]
    public async Task A_secret_is_in_no_image_event_or_answer()
    {
        var secret = Convert.ToBase64String(Encoding.UTF8.GetBytes(Sentinel));
        using var form = Form(
            $$"""{"secrets": {"token": "{{secret}}"} }""", Tar(("Dockerfile", "FROM scratch\nLABEL a=1\n")));
        var answer = await (await _admin.PostAsync("images/build?name=test/image:1", form)).Content.ReadAsStringAsync();
        answer.ShouldContain("built test/image:1");
        foreach (var spelling in new[] { Sentinel, secret })
        {
            answer.ShouldNotContain(spelling);
            Encoding.UTF8.GetString(OciJson.Write((await ImageAsync()).Config)).ShouldNotContain(spelling);
        }
    }

    [Theory]
    [InlineData("""{"secrets": {"token": "s3cr3t-sentinel is not base64"}}""")]
    [InlineData("""{"secrets": {"token": null}}""")]
    [InlineData("""{"secrets": {"": "YQ=="}}""")]
    [InlineData("""{"arguments": {"A": null}}""")]
    [InlineData("""{"arguments": {"A": ["s3cr3t-sentinel"]}}""")]
    [InlineData("""{"arguments": {"A": "s3cr3t-sentinel\u0000"}}""")]
    [InlineData("""{"arguments": {"A=B": "s3cr3t-sentinel"}}""")]
    [InlineData("""{"target": ""}""")]
    [InlineData("""{"dockerfile": "a\u0000b"}""")]
    [InlineData("""{"contexts": [{"name": "scratch"}]}""")]
    [InlineData("""{"contexts": [{"name": "a", "image": "x:1"}, {"name": "A", "image": "x:1"}]}""")]
    [InlineData("""{"contexts": [{"name": "directory"}]}""")]
    [InlineData("""{"contexts": [null]}""")]
    [InlineData("null")]
    public async Task Options_that_are_wrong_are_refused_and_no_value_is_repeated(string options)
    {
        using var form = Form(options, Tar(("Dockerfile", "FROM scratch\nLABEL a=1\n")));
        var problem = await (await _admin.PostAsync("images/build?name=test/image:1", form))
            .ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        problem.ToJsonString().ShouldNotContain(Sentinel);
        (await _server.Images.FindAsync(ImageReference.Parse("test/image:1"), default)).ShouldBeNull();
        (Directory.Exists(_server.Uploads) ? Directory.EnumerateFileSystemEntries(_server.Uploads) : [])
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task A_context_of_an_image_that_is_no_name_here_fails_the_build()
    {
        using var form = Form("""{"contexts": [{"name": "a", "image": "registry.example/x:1"}]}""",
            Tar(("Dockerfile", "FROM scratch\nLABEL a=1\n")));
        ((string?)(await OperationAsync(form))["problem"]!["code"]).ShouldBe("invalid");
    }

    [Fact]
    public async Task Only_administrators_build()
    {
        using var dev = await _server.ClientOfAsync("dev");
        using var form = Form("{}", Tar(("Dockerfile", "FROM scratch\nLABEL a=1\n")));
        await (await dev.PostAsync("images/build?name=test/image:1", form))
            .ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    private async Task<Image> ImageAsync() =>
        (await _server.Images.FindAsync(ImageReference.Parse("test/image:1"), default)).ShouldNotBeNull();

    private async Task<string> EndAsync(HttpContent body, string name = "test/image:1")
    {
        var operation = await OperationAsync(body, name);
        return ((string?)operation["result"]).ShouldNotBeNull(operation.ToJsonString());
    }

    private async Task<JsonNode> OperationAsync(HttpContent body, string name = "test/image:1") =>
        (await (await _admin.PostAsync($"images/build?name={name}", body)).EventsAsync())[^1].Data["operation"]!;

    private static MultipartFormDataContent Form(string options, byte[] source, params byte[][] contexts)
    {
        var form = new MultipartFormDataContent { { new StringContent(options, Encoding.UTF8, "application/json"),
            "options" }, { new ByteArrayContent(source), "source", "source" } };
        foreach (var context in contexts)
            form.Add(new ByteArrayContent(context), "context", "context");
        return form;
    }

    private static byte[] Tar(params (string Name, string Content)[] files)
    {
        var archive = new MemoryStream();
        using (var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, content) in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)
                {
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)),
                });
        }
        return archive.ToArray();
    }
}
