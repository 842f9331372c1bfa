using System.Net;
using Slipway.Linux.Processes;
using Slipway.Oci;
using Slipway.Testing;
using Slipway.Testing.Registries;

namespace Slipway.Registry.Tests.Distribution;

public sealed class DiskFullTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private SmallDisk _disk = null!;
    private RegistryServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _disk = await SmallDisk.MountAsync(_directory.File("disk"), 16 << 20);
        _server = await RegistryServer.StartAsync(directory: _disk.Path);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _disk.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_push_that_finds_no_room_is_told_so_pulls_go_on_and_pushes_when_there_is_room_again()
    {
        var sample = await SampleImage.MakeAsync(_directory.Path, gzip: true);
        (await PushAsync($"oci:{sample.Layout}:v1", "demo/app:v1")).OrThrow();
        var filler = _disk.Fill();
        var other = await SampleImage.MakeAsync(
            Directory.CreateDirectory(_directory.File("other")).FullName, gzip: false);
        var refused = await PushAsync($"oci:{other.Layout}:v1", "demo/app:v2");
        refused.Succeeded.ShouldBeFalse();
        refused.Errors.ShouldContain("507 Insufficient Storage", Case.Sensitive, refused.Errors);
        Directory.GetFiles(Path.Combine(_disk.Path, "uploads")).ShouldBeEmpty();
        using var client = _server.ClientOf("dev");
        using var body = new ByteArrayContent(other.Layers[0]);
        var answer = await client.PostAsync(
            new Uri($"/v2/demo/app/blobs/uploads/?digest={other.Manifest.Layers[0].Digest}", UriKind.Relative), body);
        (await answer.Content.ReadAsStringAsync())
            .ShouldContain("disk is full; free space on the server, then push again");

        (await Tool.RunAsync([
            "skopeo", "--insecure-policy", "copy", "--src-tls-verify=false", "--src-creds",
            $"dev:{RegistryServer.Secret}", $"docker://{_server.Address}/demo/app:v1",
            $"dir:{_directory.File("pulled")}"])).OrThrow();
        (await client.GetAsync(new Uri("/v2/demo/app/manifests/v2", UriKind.Relative))).StatusCode
            .ShouldBe(HttpStatusCode.NotFound);

        File.Delete(filler);
        (await PushAsync($"oci:{other.Layout}:v1", "demo/app:v2")).OrThrow();
        (await _server.Images.FindAsync(ImageReference.Parse("demo/app:v2"), default)).ShouldNotBeNull();
    }

    private Task<ToolResult> PushAsync(string from, string name) => Tool.RunAsync(
        ["skopeo", "--insecure-policy", "copy", "--dest-tls-verify=false", "--dest-creds",
            $"dev:{RegistryServer.Secret}", from, $"docker://{_server.Address}/{name}"]);
}
