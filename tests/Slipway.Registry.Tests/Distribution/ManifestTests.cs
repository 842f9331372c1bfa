using System.Net;
using System.Text;
using Slipway.Oci;
using Slipway.Oci.Json;

namespace Slipway.Registry.Tests.Distribution;

public sealed class ManifestTests : IAsyncLifetime
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private RegistryServer _server = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RegistryServer.StartAsync();
        _client = _server.ClientOf("dev");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_manifest_comes_back_as_it_was_sent_by_tag_and_by_digest()
    {
        var manifest = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(await ManifestAsync("demo/app")).Replace("{", "{ "));
        using var put = await _client.PushManifestAsync("demo/app", "v1", manifest, _cancel);
        put.StatusCode.ShouldBe(HttpStatusCode.Created);
        var digest = Digest.OfBytes(manifest).ToString();
        put.Headers.GetValues("Docker-Content-Digest").ShouldBe([digest]);
        foreach (var reference in new[] { "v1", digest })
        {
            using var answer = await _client.GetAsync($"/v2/demo/app/manifests/{reference}", _cancel);
            (await answer.Content.ReadAsByteArrayAsync(_cancel)).ShouldBe(manifest);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe(MediaTypes.Manifest);
            using var head = await _client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/v2/demo/app/manifests/{reference}"), _cancel);
            head.Content.Headers.ContentLength.ShouldBe(manifest.Length);
            head.Headers.GetValues("Docker-Content-Digest").ShouldBe([digest]);
        }
    }

    [Fact]
    public async Task A_manifest_whose_blobs_the_repository_does_not_have_is_refused_though_another_has_them()
    {
        var manifest = await ManifestAsync("demo/app");
        await ShouldBeErrorAsync(await _client.PushManifestAsync("staging/app", "v1", manifest, _cancel), HttpStatusCode.BadRequest, "MANIFEST_BLOB_UNKNOWN");
        (await _client.GetAsync("/v2/staging/app/manifests/v1", _cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var unknown = OciJson.Write(new ImageManifest { Config = new Descriptor(MediaTypes.Config, Digest.OfBytes("never sent"u8), 10), Layers = [] });
        await ShouldBeErrorAsync(await _client.PushManifestAsync("demo/app", "v1", unknown, _cancel), HttpStatusCode.BadRequest, "MANIFEST_BLOB_UNKNOWN");
    }

    [Fact]
    public async Task A_manifest_under_another_digest_is_refused()
    {
        var manifest = await ManifestAsync("demo/app");
        await ShouldBeErrorAsync(await _client.PushManifestAsync("demo/app", Digest.OfBytes("x"u8).ToString(), manifest, _cancel), HttpStatusCode.BadRequest, "DIGEST_INVALID");
        (await _client.PushManifestAsync("demo/app", Digest.OfBytes(manifest).ToString(), manifest, _cancel)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_manifest_that_states_a_wrong_size_is_refused()
    {
        var config = await _client.PushBlobAsync("demo/app", "{}"u8.ToArray(), _cancel);
        var manifest = OciJson.Write(new ImageManifest { Config = new Descriptor(MediaTypes.Config, config, 3), Layers = [] });
        await ShouldBeErrorAsync(await _client.PushManifestAsync("demo/app", "v1", manifest, _cancel), HttpStatusCode.BadRequest, "MANIFEST_INVALID");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"schemaVersion\":2}")]
    [InlineData("{\"schemaVersion\":1,\"fsLayers\":[],\"history\":[]}")]
    [InlineData("{\"schemaVersion\":2,\"config\":null,\"layers\":[]}")]
    [InlineData("{\"schemaVersion\":2,\"manifests\":null}")]
    [InlineData("{\"schemaVersion\":2,\"manifests\":[null]}")]
    [InlineData("{\"schemaVersion\":2,\"manifests\":[],\"layers\":[]}")]
    [InlineData("{\"schemaVersion\":2,\"manifests\":[],\"manifests\":[]}")]
    [InlineData("{\"schemaVersion\":\"2\",\"manifests\":[]}")]
    [InlineData("{\"schemaVersion\":2,\"mediaType\":7,\"manifests\":[]}")]
    [InlineData("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[]}")]
    [InlineData("{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a\",\"digest\":\"sha256:../../etc/passwd\",\"size\":1},\"layers\":[]}")]
    [InlineData("{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a\",\"digest\":\"sha512:00\",\"size\":1},\"layers\":[]}")]
    public async Task What_is_no_manifest_is_refused(string text) =>
        await ShouldBeErrorAsync(await _client.PushManifestAsync("demo/app", "v1", Encoding.UTF8.GetBytes(text), _cancel), HttpStatusCode.BadRequest, "MANIFEST_INVALID");

    [Fact]
    public async Task A_manifest_that_is_too_long_too_deep_or_too_wide_is_refused()
    {
        var huge = new byte[OciJson.LongestDocument + 1];
        (await _client.PushManifestAsync("demo/app", "v1", huge, _cancel)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        var deep = Encoding.UTF8.GetBytes("{\"schemaVersion\":2,\"x\":" + new string('[', 100_000));
        (await _client.PushManifestAsync("demo/app", "v1", deep, _cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var blob = new Descriptor(MediaTypes.Layer, Digest.OfBytes("x"u8), 1);
        var wide = OciJson.Write(new ImageManifest { Config = blob, Layers = [.. Enumerable.Repeat(blob, 3000)] });
        await ShouldBeErrorAsync(await _client.PushManifestAsync("demo/app", "v1", wide, _cancel), HttpStatusCode.BadRequest, "MANIFEST_INVALID");
    }

    [Fact]
    public async Task An_index_needs_its_manifests_and_resolves_to_this_machines()
    {
        var manifest = await ManifestAsync("demo/app");
        var architecture = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";
        var descriptor = new Descriptor(MediaTypes.Manifest, Digest.OfBytes(manifest), manifest.Length) { Platform = new Platform(architecture, "linux") };
        var index = OciJson.Write(new ImageIndex { Manifests = [descriptor] });
        await ShouldBeErrorAsync(await _client.PushManifestAsync("demo/app", "v1", index, _cancel, MediaTypes.Index), HttpStatusCode.BadRequest, "MANIFEST_BLOB_UNKNOWN");
        (await _client.PushManifestAsync("demo/app", descriptor.Digest.ToString(), manifest, _cancel)).EnsureSuccessStatusCode();
        (await _client.PushManifestAsync("demo/app", "v1", index, _cancel, MediaTypes.Index)).EnsureSuccessStatusCode();
        (await _server.Images.FindAsync(ImageReference.Parse("demo/app:v1"), _cancel)).ShouldNotBeNull().Digest.ShouldBe(descriptor.Digest);
    }

    [Fact]
    public async Task Deleting_takes_a_tag_or_a_manifest_with_all_its_tags()
    {
        var manifest = await ManifestAsync("demo/app");
        foreach (var tag in new[] { "v1", "v2", "v3" })
            (await _client.PushManifestAsync("demo/app", tag, manifest, _cancel)).EnsureSuccessStatusCode();
        (await _client.DeleteAsync("/v2/demo/app/manifests/v1", _cancel)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await _client.GetStringAsync("/v2/demo/app/tags/list", _cancel)).ShouldBe("""{"name":"demo/app","tags":["v2","v3"]}""");
        (await _client.DeleteAsync($"/v2/demo/app/manifests/{Digest.OfBytes(manifest)}", _cancel)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await ShouldBeErrorAsync(await _client.GetAsync("/v2/demo/app/manifests/v2", _cancel), HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
        await ShouldBeErrorAsync(await _client.GetAsync("/v2/demo/app/tags/list", _cancel), HttpStatusCode.NotFound, "NAME_UNKNOWN");
    }

    [Fact]
    public async Task Tags_come_in_pages_that_lead_to_each_other()
    {
        var manifest = await ManifestAsync("demo/app");
        foreach (var tag in new[] { "c", "a", "b" })
            (await _client.PushManifestAsync("demo/app", tag, manifest, _cancel)).EnsureSuccessStatusCode();
        using var first = await _client.GetAsync("/v2/demo/app/tags/list?n=2", _cancel);
        (await first.Content.ReadAsStringAsync(_cancel)).ShouldContain("""["a","b"]""");
        var next = first.Headers.GetValues("Link").Single().Split('<', '>')[1];
        using var second = await _client.GetAsync(next, _cancel);
        (await second.Content.ReadAsStringAsync(_cancel)).ShouldContain("""["c"]""");
        second.Headers.Contains("Link").ShouldBeFalse();
        (await _client.GetStringAsync("/v2/demo/app/tags/list?n=0", _cancel)).ShouldContain("[]");
        (await _client.GetAsync("/v2/demo/app/tags/list?n=-1", _cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Referrers_are_listed_with_type_and_annotations_and_filtered()
    {
        var image = await ManifestAsync("demo/app");
        var subject = new Descriptor(MediaTypes.Manifest, Digest.OfBytes(image), image.Length);
        var empty = await _client.PushBlobAsync("demo/app", "{}"u8.ToArray(), _cancel);
        var sbom = OciJson.Write(new ImageManifest
        {
            ArtifactType = "application/spdx+json", Config = new Descriptor(MediaTypes.Empty, empty, 2), Layers = [], Subject = subject, Annotations = new() { ["made"] = "today" },
        });
        using var put = await _client.PushManifestAsync("demo/app", Digest.OfBytes(sbom).ToString(), sbom, _cancel);
        put.Headers.GetValues("OCI-Subject").ShouldBe([subject.Digest.ToString()]);
        using var answer = await _client.GetAsync($"/v2/demo/app/referrers/{subject.Digest}?artifactType=application/spdx%2Bjson", _cancel);
        answer.Headers.GetValues("OCI-Filters-Applied").ShouldBe(["artifactType"]);
        var list = OciJson.ReadIndex(await answer.Content.ReadAsByteArrayAsync(_cancel)).Manifests.Single();
        (list.Digest, list.ArtifactType, list.Annotations!["made"]).ShouldBe((Digest.OfBytes(sbom), "application/spdx+json", "today"));
        (await _client.GetStringAsync($"/v2/demo/app/referrers/{subject.Digest}?artifactType=other", _cancel)).ShouldContain("\"manifests\":[]");
    }

    private async Task<byte[]> ManifestAsync(string repository)
    {
        var layer = "a layer"u8.ToArray();
        var config = OciJson.Write(new ImageConfig { Architecture = "amd64", Os = "linux", RootFs = new RootFileSystem([Digest.OfBytes(layer)]) });
        return OciJson.Write(new ImageManifest
        {
            Config = new Descriptor(MediaTypes.Config, await _client.PushBlobAsync(repository, config, _cancel), config.Length),
            Layers = [new Descriptor(MediaTypes.Layer, await _client.PushBlobAsync(repository, layer, _cancel), layer.Length)],
        });
    }

    private async Task ShouldBeErrorAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadAsStringAsync(_cancel)).ShouldContain($"\"code\":\"{code}\"");
    }
}
