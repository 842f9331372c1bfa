using Slipway.Registry.Content;

namespace Slipway.Registry.Access;

/// <summary>
/// The access rules, extended by published images: everybody who may build can pull them as base images.
/// </summary>
public static class RepositoryAccess
{
    public static async Task<bool> MayPullAsync(
        this IContentIndex index, Principal principal, string repository, CancellationToken cancel) =>
        AccessRules.MayPull(principal, repository) || await index.HasFixedTagAsync(repository, cancel);
}
