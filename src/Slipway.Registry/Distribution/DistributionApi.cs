using Slipway.Oci;
using Slipway.Registry.Access;
using Slipway.Registry.Content;

namespace Slipway.Registry.Distribution;

/// <summary>
/// What the registry's HTTP API works on. Map it with <see cref="DistributionEndpoints.MapDistribution"/>.
/// </summary>
public sealed class DistributionApi(
    ContentStore content, ImageStore images, IContentIndex index, Authenticate authenticate, TimeProvider clock,
    DistributionLimits? limits = null)
{
    internal ContentStore Content => content;

    internal ImageStore Images => images;

    internal IContentIndex Index => index;

    internal Authenticate Authenticate => authenticate;

    internal DistributionLimits Limits { get; } = limits ?? new();

    internal Uploads Uploads { get; } = new(content, limits ?? new(), clock);

    /// <summary>Forgets uploads that clients have left; call it every few minutes.</summary>
    public Task ExpireUploadsAsync() => Uploads.ExpireAsync();

    /// <summary>Promises a client that it may refer to this blob soon. False when the blob is not stored.</summary>
    internal async Task<bool> PromiseAsync(string repository, Digest digest, CancellationToken cancel) =>
        await index.HoldUploadAsync(repository, digest, clock.GetUtcNow() + Limits.UploadHold, cancel)
            && content.SizeOf(digest) is not null;
}
