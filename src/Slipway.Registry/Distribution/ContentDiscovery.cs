using Microsoft.AspNetCore.Http;
using Slipway.Oci;
using Slipway.Oci.Json;
using Slipway.Registry.Access;
using Slipway.Registry.Content;

namespace Slipway.Registry.Distribution;

/// <summary>Lists tags, repositories, and referrers of a manifest (distribution-spec, "Content Discovery").</summary>
internal static class ContentDiscovery
{
    private const int MaxReferrers = 500;

    public static async Task<IResult> TagsAsync(DistributionRequest request, string repository)
    {
        var (count, after) = request.Page();
        if ((await request.Api.Index.ListManifestsAsync(repository, null, 1, request.Cancel)).Count == 0)
            throw new RegistryException(RegistryError.NameUnknown);
        var tags = await request.Api.Index.ListTagsAsync(repository, after, count + 1, request.Cancel);
        return Results.Json(new TagList(repository, Cut(request, $"/v2/{repository}/tags/list", tags, count)),
            AnswerJson.Default.TagList);
    }

    /// <summary>Only repositories that the principal may pull from: other names are confidential.</summary>
    public static async Task<IResult> CatalogAsync(DistributionRequest request)
    {
        var (count, after) = request.Page();
        var names = new List<string>();
        for (var more = true; more && names.Count <= count;)
        {
            var page = await request.Api.Index.ListRepositoriesAsync(after, request.Api.Limits.Page, request.Cancel);
            foreach (var name in page)
                if (await request.MayPullAsync(name))
                    names.Add(name);
            more = page.Count == request.Api.Limits.Page;
            after = page.Count > 0 ? page[^1] : after;
        }
        return Results.Json(
            new RepositoryList(Cut(request, "/v2/_catalog", names, count)), AnswerJson.Default.RepositoryList);
    }

    public static async Task<IResult> ReferrersAsync(DistributionRequest request, DistributionPath.Referrers path)
    {
        var subject = DistributionRequest.ParseDigest(path.Digest);
        var wanted = request.Query("artifactType");
        var entries = await request.Api.Index.ListReferrersAsync(
            path.Repository, subject, MaxReferrers, request.Cancel);
        var manifests = new List<Descriptor>();
        foreach (var entry in entries.Where(entry => wanted is null || entry.ArtifactType == wanted))
            manifests.Add(await DescribeAsync(request, entry));
        if (wanted is not null)
            request.Answer["OCI-Filters-Applied"] = "artifactType";
        return Results.Bytes(OciJson.Write(new ImageIndex { Manifests = manifests }), MediaTypes.Index);
    }

    private static async Task<Descriptor> DescribeAsync(DistributionRequest request, ManifestEntry entry)
    {
        var bytes = await request.Api.Content.ReadAsync(entry.Digest, OciJson.MaxDocumentBytes, request.Cancel);
        var annotations = ManifestDocument.Read(bytes, null).Annotations;
        return new Descriptor(entry.MediaType, entry.Digest, bytes.Length)
        {
            ArtifactType = entry.ArtifactType,
            Annotations = annotations is { Count: > 0 }
                ? new SortedDictionary<string, string>(annotations.ToDictionary(), StringComparer.Ordinal) : null,
        };
    }

    // One more than requested was read: it shows whether there is a next page.
    private static List<string> Cut(DistributionRequest request, string address, IReadOnlyList<string> names, int count)
    {
        var page = names.Take(count).ToList();
        if (names.Count > count && page.Count > 0)
            request.Answer.Link = $"<{address}?n={count}&last={Uri.EscapeDataString(page[^1])}>; rel=\"next\"";
        return page;
    }
}
