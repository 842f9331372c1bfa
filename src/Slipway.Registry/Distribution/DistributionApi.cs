using Slipway.Oci;
using Slipway.Registry.Access;
using Slipway.Registry.Content;

namespace Slipway.Registry.Distribution;

/// <summary>
/// The state of the registry's HTTP API. Map it with <see cref="DistributionEndpoints.MapDistribution"/>.
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

    /// <summary>Removes abandoned uploads; called every few minutes.</summary>
    public Task ExpireUploadsAsync() => Uploads.ExpireAsync();

    /// <summary>Keeps a blob that a client may refer to soon. False when it is not stored.</summary>
    internal async Task<bool> PromiseAsync(string repository, Digest digest, CancellationToken cancel) =>
        await index.HoldUploadAsync(repository, digest, clock.GetUtcNow() + Limits.UploadHold, cancel)
            && content.SizeOf(digest) is not null;
}
