using Slipway.Linux.Processes;
using Slipway.Oci;
using Slipway.Oci.Json;
using Slipway.Testing;
using Slipway.Testing.Registries;

namespace Slipway.Registry.Tests.Distribution;

public sealed class SkopeoTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private RegistryServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await RegistryServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_image_comes_back_byte_for_byte_and_is_found_for_running(bool gzip)
    {
        var sample = await SampleImage.MakeAsync(_directory.Path, gzip);
        (await CopyAsync("dev", $"oci:{sample.Layout}:v1", Remote("demo/app:v1"), "--preserve-digests")).OrThrow();
        (await CopyAsync("dev", Remote("demo/app:v1"), $"oci:{_directory.File("back")}:v1", "--preserve-digests"))
            .OrThrow();

        var manifest = Digest.OfBytes(OciJson.Write(sample.Manifest));
        foreach (var digest in new[] { manifest, sample.Manifest.Config.Digest }
            .Concat(sample.Manifest.Layers.Select(layer => layer.Digest)))
            (await File.ReadAllBytesAsync(_directory.File($"back/blobs/sha256/{digest.Hex}"), _cancel))
                .ShouldBe(sample.Blob(digest));
        var found = (await _server.Images.FindAsync(ImageReference.Parse("demo/app:v1"), _cancel)).ShouldNotBeNull();
        found.Digest.ShouldBe(manifest);
        found.Layers.Layers.Select(layer => layer.DiffId).ShouldBe(sample.Config.RootFs.DiffIds);
        found.Config.Config!.Cmd.ShouldBe(["/bin/capable"]);
    }

    [Fact]
    public async Task A_docker_schema_2_image_is_found_for_running_too()
    {
        var sample = await SampleImage.MakeAsync(_directory.Path, gzip: true);
        (await CopyAsync("dev", $"oci:{sample.Layout}:v1", Remote("demo/app:v2"), "--format", "v2s2")).OrThrow();
        var found = (await _server.Images.FindAsync(ImageReference.Parse("demo/app:v2"), _cancel)).ShouldNotBeNull();
        found.Descriptor.MediaType.ShouldBe(MediaTypes.DockerManifest);
        found.Layers.Layers.Select(layer => layer.DiffId).ShouldBe(sample.Config.RootFs.DiffIds);
    }

    [Fact]
    public async Task Copying_between_repositories_mounts_the_blobs()
    {
        var sample = await SampleImage.MakeAsync(_directory.Path, gzip: true);
        (await CopyAsync("dev", $"oci:{sample.Layout}:v1", Remote("demo/app:v1"))).OrThrow();
        (await CopyAsync("dev", Remote("demo/app:v1"), Remote("staging/app:v1"))).OrThrow();
        (await _server.Images.FindAsync(ImageReference.Parse("staging/app:v1"), _cancel)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Who_has_no_account_or_another_domain_is_refused()
    {
        var sample = await SampleImage.MakeAsync(_directory.Path, gzip: true);
        (await CopyAsync("dev", $"oci:{sample.Layout}:v1", Remote("demo/app:v1"))).OrThrow();
        (await CopyAsync(null, Remote("demo/app:v1"), $"oci:{_directory.File("anonymous")}:v1")).Errors
            .ShouldContain("unauthorized");
        (await CopyAsync("eve", Remote("demo/app:v1"), $"oci:{_directory.File("foreign")}:v1")).Errors
            .ShouldContain("denied");
        (await CopyAsync("eve", $"oci:{sample.Layout}:v1", Remote("demo/app:v1"))).Errors
            .ShouldContain("403 (Forbidden)");
        (await CopyAsync("dev", $"oci:{sample.Layout}:v1", Remote("images/debian:12"))).Errors.ShouldContain("denied");
        (await CopyAsync("admin", $"oci:{sample.Layout}:v1", Remote("images/debian:12"))).OrThrow();
        (await CopyAsync("eve", Remote("images/debian:12"), $"oci:{_directory.File("shared")}:v1")).OrThrow();
    }

    [Fact]
    public async Task Tags_are_listed_and_a_manifest_can_be_deleted()
    {
        var sample = await SampleImage.MakeAsync(_directory.Path, gzip: true);
        (await CopyAsync("dev", $"oci:{sample.Layout}:v1", Remote("demo/app:v1"))).OrThrow();
        var credentials = $"dev:{RegistryServer.Secret}";
        var list = await Tool.RunAsync(["skopeo", "list-tags", "--tls-verify=false", "--creds", credentials,
            $"docker://{_server.Address}/demo/app"], null, _cancel);
        list.OrThrow().Output.ShouldContain("\"v1\"");
        (await Tool.RunAsync(["skopeo", "delete", "--tls-verify=false", "--creds", credentials, Remote("demo/app:v1")],
            null, _cancel)).OrThrow();
        (await _server.Images.FindAsync(ImageReference.Parse("demo/app:v1"), _cancel)).ShouldBeNull();
    }

    private string Remote(string name) => $"docker://{_server.Address}/{name}";

    private Task<ToolResult> CopyAsync(string? user, string from, string to, params string[] options)
    {
        string[] source = !from.StartsWith("docker:", StringComparison.Ordinal) ? [] : user is null
            ? ["--src-tls-verify=false", "--src-no-creds"]
            : ["--src-tls-verify=false", "--src-creds", $"{user}:{RegistryServer.Secret}"];
        string[] target = !to.StartsWith("docker:", StringComparison.Ordinal) ? [] : ["--dest-tls-verify=false",
            "--dest-creds", $"{user}:{RegistryServer.Secret}"];
        return Tool.RunAsync(
            ["skopeo", "--insecure-policy", "copy", .. options, .. source, .. target, from, to], null, _cancel);
    }
}
