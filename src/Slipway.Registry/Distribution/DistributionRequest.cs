using System.Globalization;
using Microsoft.AspNetCore.Http;
using Slipway.Oci;
using Slipway.Registry.Access;

namespace Slipway.Registry.Distribution;

/// <summary>An authenticated request.</summary>
internal sealed record DistributionRequest(HttpContext Http, Principal Principal, DistributionApi Api)
{
    public CancellationToken Cancel => Http.RequestAborted;

    public string Method => Http.Request.Method;

    public IHeaderDictionary Answer => Http.Response.Headers;

    public string? Query(string name) => Http.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    public Task<bool> MayPullAsync(string repository) => Api.Index.MayPullAsync(Principal, repository, Cancel);

    /// <summary>
    /// The requested page: number of names and the last name of the previous page (<c>n</c>, <c>last</c>).
    /// </summary>
    public (int Count, string? After) Page()
    {
        var wanted = Query("n");
        if (wanted is null)
            return (Api.Limits.Page, Query("last"));
        return int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? (Math.Min(count, Api.Limits.Page), Query("last"))
            : throw new RegistryException(RegistryError.PaginationInvalid("n is no number of names"));
    }

    public static Digest ParseDigest(string? text) => Digest.TryParse(text, out var digest)
        ? digest
        : throw new RegistryException(RegistryError.DigestInvalid("a digest is sha256: and 64 hexadecimal digits"));
}
