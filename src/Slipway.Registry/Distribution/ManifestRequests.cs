using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Slipway.Oci;
using Slipway.Oci.Json;
using Slipway.Registry.Content;

namespace Slipway.Registry.Distribution;

/// <summary>
/// Manifests by tag or digest (distribution-spec, "Pulling manifests", "Pushing manifests", "Deleting").
/// </summary>
internal static class ManifestRequests
{
    public static async Task<IResult> GetAsync(DistributionRequest request, DistributionPath.Manifest path)
    {
        var (tag, digest) = ParseReference(path.Reference);
        var entry = digest is { } known
            ? await request.Api.Index.FindManifestAsync(path.Repository, known, request.Cancel)
            : await request.Api.Index.FindTagAsync(path.Repository, tag!, request.Cancel);
        if (entry is null || request.Api.Content.SizeOf(entry.Digest) is null)
            throw new RegistryException(RegistryError.ManifestUnknown);
        var bytes = await request.Api.Content.ReadAsync(entry.Digest, OciJson.MaxDocumentBytes, request.Cancel);
        request.Answer["Docker-Content-Digest"] = entry.Digest.ToString();
        return Results.Bytes(bytes, entry.MediaType, entityTag: new EntityTagHeaderValue($"\"{entry.Digest}\""));
    }

    public static async Task<IResult> PutAsync(DistributionRequest request, DistributionPath.Manifest path)
    {
        var (tag, digest) = ParseReference(path.Reference);
        var bytes = await ReadBodyAsync(request);
        var actual = Digest.OfBytes(bytes.Span);
        if (digest is { } expected && expected != actual)
            throw new RegistryException(RegistryError.DigestInvalid($"the manifest's digest is {actual}"));
        var document = ManifestDocument.Read(bytes, MediaTypeOf(request));
        await request.Api.Images.PutManifestAsync(
            path.Repository, document, bytes, tag, ownBlobsOnly: true, request.Cancel);
        if (document.Subject is { } subject)
            request.Answer["OCI-Subject"] = subject.Digest.ToString();
        request.Answer["Docker-Content-Digest"] = actual.ToString();
        request.Answer.Location = $"/v2/{path.Repository}/manifests/{actual}";
        return Results.StatusCode(StatusCodes.Status201Created);
    }

    public static async Task<IResult> DeleteAsync(DistributionRequest request, DistributionPath.Manifest path)
    {
        var (tag, digest) = ParseReference(path.Reference);
        var removed = digest is { } known
            ? await request.Api.Index.RemoveManifestAsync(path.Repository, known, request.Cancel)
            : await request.Api.Index.RemoveTagAsync(path.Repository, tag!, request.Cancel);
        return removed ? Results.StatusCode(StatusCodes.Status202Accepted) : throw new RegistryException(
            RegistryError.ManifestUnknown);
    }

    private static (string? Tag, Digest? Digest) ParseReference(string reference)
    {
        if (reference.Contains(':', StringComparison.Ordinal))
            return (null, DistributionRequest.ParseDigest(reference));
        return ImageReference.IsTag(reference) ? (reference, null) : throw new RegistryException(
            RegistryError.ManifestUnknown);
    }

    private static string? MediaTypeOf(DistributionRequest request) =>
        MediaTypeHeaderValue.TryParse(request.Http.Request.ContentType, out var type)
            ? type.MediaType.ToString() : null;

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(DistributionRequest request)
    {
        var body = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = await request.Http.Request.Body.ReadAsync(buffer, request.Cancel)) > 0;)
        {
            if (body.Length + read > OciJson.MaxDocumentBytes)
                throw new RegistryException(
                    RegistryError.SizeInvalid($"a manifest has at most {OciJson.MaxDocumentBytes} bytes",
                        StatusCodes.Status413PayloadTooLarge));
            body.Write(buffer, 0, read);
        }
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
