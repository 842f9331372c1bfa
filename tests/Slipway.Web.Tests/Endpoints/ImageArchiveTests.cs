using System.Net;
using Slipway.Linux.Processes;
using Slipway.Oci;
using Slipway.Registry.Content;
using Slipway.Testing;
using Slipway.Testing.Api;

namespace Slipway.Web.Tests.Endpoints;

/// <summary>Images leave and come as files, with skopeo on the other side.</summary>
public sealed class ImageArchiveTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
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
        _directory.Dispose();
    }

    [Theory]
    [InlineData("docker")]
    [InlineData("oci")]
    public async Task What_is_exported_is_imported_with_the_same_manifest_and_under_the_same_name(string format)
    {
        var image = await MakeAsync("demo/app:v1");
        var archive = await ExportAsync("demo/app:v1", format);
        await using var other = await ApiServer.StartAsync();
        using var admin = await other.ClientOfAsync("admin");
        (await ImportAsync(admin, "", archive)).ShouldContain("imported demo/app:v1");
        (await other.Images.FindAsync(ImageReference.Parse("demo/app:v1"), default)).ShouldNotBeNull().Digest
            .ShouldBe(image.Digest);
        Directory.EnumerateFileSystemEntries(other.Uploads).ShouldBeEmpty();
    }

    [Fact]
    public async Task Skopeo_reads_the_export_both_ways_and_its_layout_comes_back_byte_for_byte()
    {
        var image = await MakeAsync("demo/app:v1");
        var archive = _directory.File("export.tar");
        await File.WriteAllBytesAsync(archive, await ExportAsync("demo/app:v1", "oci"));
        await SkopeoAsync(
            $"docker-archive:{archive}", $"docker-archive:{_directory.File("docker.tar")}:example.org/team/other:v2");
        await SkopeoAsync($"oci-archive:{archive}", $"oci-archive:{_directory.File("oci.tar")}", "--preserve-digests");
        (await ImportAsync(_admin, "", await File.ReadAllBytesAsync(_directory.File("docker.tar"))))
            .ShouldContain("imported team/other:v2");
        (await ImportAsync(_admin, "?name=demo/named:v3", await File.ReadAllBytesAsync(_directory.File("oci.tar"))))
            .ShouldContain("imported demo/named:v3");
        var repacked = (await _server.Images.FindAsync(ImageReference.Parse("team/other:v2"), default))
            .ShouldNotBeNull();
        repacked.Layers.Layers.Select(layer => layer.DiffId)
            .ShouldBe(image.Layers.Layers.Select(layer => layer.DiffId));
        repacked.Config.Config!.Cmd.ShouldBe(["/hello"]);
        (await _server.Images.FindAsync(ImageReference.Parse("demo/named:v3"), default)).ShouldNotBeNull().Digest
            .ShouldBe(image.Digest);
    }

    [Fact]
    public async Task A_compressed_archive_is_imported()
    {
        await MakeAsync("demo/app:v1");
        var archive = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(
            archive, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(await ExportAsync("demo/app:v1", "docker"));
        (await ImportAsync(_admin, "?name=images/compressed:1", archive.ToArray()))
            .ShouldContain("imported images/compressed:1");
    }

    [Fact]
    public async Task A_damaged_archive_and_one_without_a_name_leave_no_image()
    {
        await MakeAsync("demo/app:v1");
        var archive = _directory.File("export.tar");
        var bytes = await ExportAsync("demo/app:v1", "oci");
        await File.WriteAllBytesAsync(archive, bytes);
        await SkopeoAsync($"oci-archive:{archive}", $"oci-archive:{_directory.File("nameless.tar")}");
        (await ImportAsync(_admin, "", await File.ReadAllBytesAsync(_directory.File("nameless.tar"))))
            .ShouldContain("give it a name");
        bytes.AsSpan().IndexOf("hello from the layer"u8).ShouldBePositive();
        bytes[bytes.AsSpan().IndexOf("hello from the layer"u8)] ^= 1;
        await using var other = await ApiServer.StartAsync();
        using var admin = await other.ClientOfAsync("admin");
        (await ImportAsync(admin, "?name=demo/damaged:1", bytes)).ShouldContain("is damaged");
        (await ImportAsync(admin, "?name=demo/damaged:1", "no archive"u8.ToArray()))
            .ShouldContain("\"state\":\"failed\"");
        (await other.Images.ListRepositoriesAsync(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_administrators_import_and_everybody_exports_what_they_may_pull()
    {
        await MakeAsync("demo/app:v1");
        await MakeAsync("images/base:1");
        await MakeAsync("other/app:v1");
        using var dev = await _server.ClientOfAsync("dev");
        async Task<HttpStatusCode> GetAsync(string query) =>
            (await dev.GetAsync(new Uri($"images/export?{query}", UriKind.Relative))).StatusCode;
        (await GetAsync("name=demo/app:v1")).ShouldBe(HttpStatusCode.OK);
        (await GetAsync("name=images/base:1")).ShouldBe(HttpStatusCode.OK);
        (await GetAsync("name=other/app:v1")).ShouldBe(HttpStatusCode.NotFound);
        (await GetAsync("name=demo/missing:v1")).ShouldBe(HttpStatusCode.NotFound);
        (await GetAsync("name=demo/app:v1&format=zip")).ShouldBe(HttpStatusCode.UnprocessableEntity);
        using var body = new ByteArrayContent([1]);
        (await dev.PostAsync(new Uri("images/import", UriKind.Relative), body)).StatusCode
            .ShouldBe(HttpStatusCode.Forbidden);
    }

    private Task<Image> MakeAsync(string name) => SmallImage.StoreAsync(_server, name);

    private async Task<byte[]> ExportAsync(string name, string format)
    {
        using var answer = await _admin.GetAsync(
            new Uri($"images/export?name={Uri.EscapeDataString(name)}&format={format}", UriKind.Relative));
        answer.EnsureSuccessStatusCode().Content.Headers.ContentType!.MediaType.ShouldBe("application/x-tar");
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private static async Task<string> ImportAsync(HttpClient client, string query, byte[] archive)
    {
        using var body = new ByteArrayContent(archive);
        using var answer = await client.PostAsync(new Uri("images/import" + query, UriKind.Relative), body);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    private static async Task SkopeoAsync(string from, string to, params string[] options) =>
        (await Tool.RunAsync(["skopeo", "--insecure-policy", "copy", "--quiet", .. options, from, to])).OrThrow();
}
