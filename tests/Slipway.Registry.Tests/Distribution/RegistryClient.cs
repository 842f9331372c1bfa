using System.Net;
using System.Net.Http.Headers;
using Slipway.Oci;
using Slipway.Oci.Json;
using Slipway.Testing.Registries;

namespace Slipway.Registry.Tests.Distribution;

/// <summary>Pushes by plain requests.</summary>
internal static class RegistryClient
{
    public static async Task<Digest> PushBlobAsync(
        this HttpClient client, string repository, byte[] content, CancellationToken cancel)
    {
        var digest = Digest.OfBytes(content);
        using var body = Bytes(content);
        using var answer = await client.PostAsync($"/v2/{repository}/blobs/uploads/?digest={digest}", body, cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return digest;
    }

    public static async Task<HttpResponseMessage> PushManifestAsync(
        this HttpClient client, string repository, string reference, byte[] manifest, CancellationToken cancel,
        string mediaType = MediaTypes.Manifest)
    {
        using var body = Bytes(manifest);
        body.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return await client.PutAsync($"/v2/{repository}/manifests/{reference}", body, cancel);
    }

    public static async Task PushAsync(
        RegistryServer server, string repository, string tag, SampleImage image, CancellationToken cancel)
    {
        using var client = server.ClientOf("admin");
        foreach (var blob in image.Manifest.Layers.Append(image.Manifest.Config))
            await client.PushBlobAsync(repository, image.Blob(blob.Digest), cancel);
        using var answer = await client.PushManifestAsync(repository, tag, OciJson.Write(image.Manifest), cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    public static ByteArrayContent Bytes(byte[] content) =>
        new(content) { Headers = { ContentType = new MediaTypeHeaderValue(MediaTypes.OctetStream) } };
}
