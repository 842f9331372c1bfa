using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Slipway.Oci;
using Slipway.Registry.Access;
using Slipway.Registry.Content;

namespace Slipway.Registry.Distribution;

/// <summary>Pulls blobs (distribution-spec, "Pulling blobs"), whole or a range (RFC 9110, section 14).</summary>
internal static class BlobRequests
{
    public static async Task<IResult> GetAsync(DistributionRequest request, DistributionPath.Blob path)
    {
        var digest = DistributionRequest.ParseDigest(path.Digest);
        if (!await request.Api.Index.MayReadAsync(path.Repository, digest, request.Cancel))
            throw new RegistryException(RegistryError.BlobUnknown);
        // After "exists" a client skips its upload, so the blob must stay until the manifest is pushed.
        if (request.Method == "HEAD" && AccessRules.MayPush(request.Principal, path.Repository)
            && !await request.Api.PromiseAsync(path.Repository, digest, request.Cancel))
            throw new RegistryException(RegistryError.BlobUnknown);
        request.Answer["Docker-Content-Digest"] = digest.ToString();
        request.Answer.CacheControl = "private, max-age=31536000, immutable";
        return Results.Stream(
            Open(request.Api.Content, digest), MediaTypes.OctetStream,
            entityTag: new EntityTagHeaderValue($"\"{digest}\""), enableRangeProcessing: true);
    }

    private static FileStream Open(ContentStore content, Digest digest)
    {
        try
        {
            return content.OpenRead(digest);
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.NotFound)
        {
            throw new RegistryException(RegistryError.BlobUnknown);
        }
    }
}
