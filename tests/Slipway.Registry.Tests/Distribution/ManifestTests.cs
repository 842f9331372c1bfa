using System.Net;
using System.Text;
using Slipway.Oci;
using Slipway.Oci.Json;

namespace Slipway.Registry.Tests.Distribution;

public sealed class ManifestTests : RegistryTests
{
    [Fact]
    public async Task A_manifest_comes_back_as_it_was_sent_by_tag_and_by_digest()
    {
        var manifest = Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(await ManifestAsync("demo/app")).Replace("{", "{ "));
        using var put = await Client.PushManifestAsync("demo/app", "v1", manifest, Cancel);
        put.StatusCode.ShouldBe(HttpStatusCode.Created);
        var digest = Digest.OfBytes(manifest).ToString();
        put.Headers.GetValues("Docker-Content-Digest").ShouldBe([digest]);
        foreach (var reference in new[] { "v1", digest })
        {
            using var answer = await Client.GetAsync($"/v2/demo/app/manifests/{reference}", Cancel);
            (await answer.Content.ReadAsByteArrayAsync(Cancel)).ShouldBe(manifest);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe(MediaTypes.Manifest);
            using var head = await Client.SendAsync(
                new HttpRequestMessage(HttpMethod.Head, $"/v2/demo/app/manifests/{reference}"), Cancel);
            head.Content.Headers.ContentLength.ShouldBe(manifest.Length);
            head.Headers.GetValues("Docker-Content-Digest").ShouldBe([digest]);
        }
    }

    [Fact]
    public async Task A_manifest_whose_blobs_the_repository_does_not_have_is_refused_though_another_has_them()
    {
        var manifest = await ManifestAsync("demo/app");
        await ShouldBeErrorAsync(await Client.PushManifestAsync("staging/app", "v1", manifest, Cancel),
            HttpStatusCode.BadRequest, "MANIFEST_BLOB_UNKNOWN");
        (await Client.GetAsync("/v2/staging/app/manifests/v1", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var unknown = OciJson.Write(new ImageManifest
        {
            Config = new Descriptor(MediaTypes.Config, Digest.OfBytes("never sent"u8), 10), Layers = [],
        });
        await ShouldBeErrorAsync(await Client.PushManifestAsync("demo/app", "v1", unknown, Cancel),
            HttpStatusCode.BadRequest, "MANIFEST_BLOB_UNKNOWN");
    }

    [Fact]
    public async Task A_published_version_is_neither_replaced_nor_deleted()
    {
        var first = await ManifestAsync("demo/app");
        (await Client.PushManifestAsync("demo/app", "1.0-p0", first, Cancel)).StatusCode
            .ShouldBe(HttpStatusCode.Created);
        await Server.Images.PublishAsync(ImageReference.Parse("demo/app:1.0-p0"), Digest.OfBytes(first), Cancel);
        (await Client.PushManifestAsync("demo/app", "1.0-p0", first, Cancel)).StatusCode
            .ShouldBe(HttpStatusCode.Created);
        var other = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(first).Replace("{", "{ "));
        await ShouldBeErrorAsync(
            await Client.PushManifestAsync("demo/app", "1.0-p0", other, Cancel), HttpStatusCode.Conflict, "DENIED");
        foreach (var reference in new[] { "1.0-p0", Digest.OfBytes(first).ToString() })
            await ShouldBeErrorAsync(await Client.DeleteAsync($"/v2/demo/app/manifests/{reference}", Cancel),
                HttpStatusCode.Conflict, "DENIED");
        (await Client.GetByteArrayAsync("/v2/demo/app/manifests/1.0-p0", Cancel)).ShouldBe(first);
    }

    [Fact]
    public async Task A_manifest_under_another_digest_is_refused()
    {
        var manifest = await ManifestAsync("demo/app");
        await ShouldBeErrorAsync(
            await Client.PushManifestAsync("demo/app", Digest.OfBytes("x"u8).ToString(), manifest, Cancel),
            HttpStatusCode.BadRequest, "DIGEST_INVALID");
        (await Client.PushManifestAsync("demo/app", Digest.OfBytes(manifest).ToString(), manifest, Cancel)).StatusCode
            .ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_manifest_that_states_a_wrong_size_is_refused()
    {
        var config = await Client.PushBlobAsync("demo/app", "{}"u8.ToArray(), Cancel);
        var manifest = OciJson.Write(
            new ImageManifest { Config = new Descriptor(MediaTypes.Config, config, 3), Layers = [] });
        await ShouldBeErrorAsync(await Client.PushManifestAsync("demo/app", "v1", manifest, Cancel),
            HttpStatusCode.BadRequest, "MANIFEST_INVALID");
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
    [InlineData(
        "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a\",\"digest\":\"sha256:../../etc/passwd\",\"size\":1},\"layers\":[]}")]
    [InlineData(
        "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a\",\"digest\":\"sha512:00\",\"size\":1},\"layers\":[]}")]
    public async Task What_is_no_manifest_is_refused(string text) =>
        await ShouldBeErrorAsync(await Client.PushManifestAsync("demo/app", "v1", Encoding.UTF8.GetBytes(text), Cancel),
            HttpStatusCode.BadRequest, "MANIFEST_INVALID");

    [Fact]
    public async Task A_manifest_that_is_too_long_too_deep_or_too_wide_is_refused()
    {
        var huge = new byte[OciJson.MaxDocumentBytes + 1];
        (await Client.PushManifestAsync("demo/app", "v1", huge, Cancel)).StatusCode
            .ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        var deep = Encoding.UTF8.GetBytes("{\"schemaVersion\":2,\"x\":" + new string('[', 100_000));
        (await Client.PushManifestAsync("demo/app", "v1", deep, Cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var blob = new Descriptor(MediaTypes.Layer, Digest.OfBytes("x"u8), 1);
        var wide = OciJson.Write(new ImageManifest { Config = blob, Layers = [.. Enumerable.Repeat(blob, 3000)] });
        await ShouldBeErrorAsync(await Client.PushManifestAsync("demo/app", "v1", wide, Cancel),
            HttpStatusCode.BadRequest, "MANIFEST_INVALID");
    }

    [Fact]
    public async Task An_index_needs_its_manifests_and_resolves_to_this_machines()
    {
        var manifest = await ManifestAsync("demo/app");
        var architecture = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture
            == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";
        var descriptor = new Descriptor(MediaTypes.Manifest, Digest.OfBytes(manifest), manifest.Length)
        {
            Platform = new Oci.Platform(architecture, "linux"),
        };
        var index = OciJson.Write(new ImageIndex { Manifests = [descriptor] });
        await ShouldBeErrorAsync(await Client.PushManifestAsync("demo/app", "v1", index, Cancel, MediaTypes.Index),
            HttpStatusCode.BadRequest, "MANIFEST_BLOB_UNKNOWN");
        (await Client.PushManifestAsync("demo/app", descriptor.Digest.ToString(), manifest, Cancel))
            .EnsureSuccessStatusCode();
        (await Client.PushManifestAsync("demo/app", "v1", index, Cancel, MediaTypes.Index)).EnsureSuccessStatusCode();
        (await Server.Images.FindAsync(ImageReference.Parse("demo/app:v1"), Cancel)).ShouldNotBeNull().Digest
            .ShouldBe(descriptor.Digest);
    }

    [Fact]
    public async Task Deleting_takes_a_tag_or_a_manifest_with_all_its_tags()
    {
        var manifest = await ManifestAsync("demo/app");
        foreach (var tag in new[] { "v1", "v2", "v3" })
            (await Client.PushManifestAsync("demo/app", tag, manifest, Cancel)).EnsureSuccessStatusCode();
        (await Client.DeleteAsync("/v2/demo/app/manifests/v1", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await Client.GetStringAsync("/v2/demo/app/tags/list", Cancel))
            .ShouldBe("""{"name":"demo/app","tags":["v2","v3"]}""");
        (await Client.DeleteAsync($"/v2/demo/app/manifests/{Digest.OfBytes(manifest)}", Cancel)).StatusCode
            .ShouldBe(HttpStatusCode.Accepted);
        await ShouldBeErrorAsync(
            await Client.GetAsync("/v2/demo/app/manifests/v2", Cancel), HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
        await ShouldBeErrorAsync(
            await Client.GetAsync("/v2/demo/app/tags/list", Cancel), HttpStatusCode.NotFound, "NAME_UNKNOWN");
    }

    [Fact]
    public async Task Tags_come_in_pages_that_lead_to_each_other()
    {
        var manifest = await ManifestAsync("demo/app");
        foreach (var tag in new[] { "c", "a", "b" })
            (await Client.PushManifestAsync("demo/app", tag, manifest, Cancel)).EnsureSuccessStatusCode();
        using var first = await Client.GetAsync("/v2/demo/app/tags/list?n=2", Cancel);
        (await first.Content.ReadAsStringAsync(Cancel)).ShouldContain("""["a","b"]""");
        var next = first.Headers.GetValues("Link").Single().Split('<', '>')[1];
        using var second = await Client.GetAsync(next, Cancel);
        (await second.Content.ReadAsStringAsync(Cancel)).ShouldContain("""["c"]""");
        second.Headers.Contains("Link").ShouldBeFalse();
        (await Client.GetStringAsync("/v2/demo/app/tags/list?n=0", Cancel)).ShouldContain("[]");
        (await Client.GetAsync("/v2/demo/app/tags/list?n=-1", Cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Referrers_are_listed_with_type_and_annotations_and_filtered()
    {
        var image = await ManifestAsync("demo/app");
        var subject = new Descriptor(MediaTypes.Manifest, Digest.OfBytes(image), image.Length);
        var empty = await Client.PushBlobAsync("demo/app", "{}"u8.ToArray(), Cancel);
        var sbom = OciJson.Write(new ImageManifest
        {
            ArtifactType = "application/spdx+json", Config = new Descriptor(MediaTypes.Empty, empty, 2), Layers = [],
            Subject = subject, Annotations = new() { ["made"] = "today" },
        });
        using var put = await Client.PushManifestAsync("demo/app", Digest.OfBytes(sbom).ToString(), sbom, Cancel);
        put.Headers.GetValues("OCI-Subject").ShouldBe([subject.Digest.ToString()]);
        using var answer = await Client.GetAsync(
            $"/v2/demo/app/referrers/{subject.Digest}?artifactType=application/spdx%2Bjson", Cancel);
        answer.Headers.GetValues("OCI-Filters-Applied").ShouldBe(["artifactType"]);
        var list = OciJson.ReadIndex(await answer.Content.ReadAsByteArrayAsync(Cancel)).Manifests.Single();
        (list.Digest, list.ArtifactType, list.Annotations!["made"])
            .ShouldBe((Digest.OfBytes(sbom), "application/spdx+json", "today"));
        (await Client.GetStringAsync($"/v2/demo/app/referrers/{subject.Digest}?artifactType=other", Cancel))
            .ShouldContain("\"manifests\":[]");
    }

    private async Task<byte[]> ManifestAsync(string repository)
    {
        var layer = "a layer"u8.ToArray();
        var config = OciJson.Write(new ImageConfig
        {
            Architecture = "amd64", Os = "linux", RootFs = new RootFileSystem([Digest.OfBytes(layer)]),
        });
        return OciJson.Write(new ImageManifest
        {
            Config = new Descriptor(
                MediaTypes.Config, await Client.PushBlobAsync(repository, config, Cancel), config.Length),
            Layers = [
                new Descriptor(MediaTypes.Layer, await Client.PushBlobAsync(repository, layer, Cancel), layer.Length)],
        });
    }

    private async Task ShouldBeErrorAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain($"\"code\":\"{code}\"");
    }
}
