using Slipway.Registry.Content;

namespace Slipway.Registry.Access;

/// <summary>The rules, and what was published: whoever may build here may pull what others build on.</summary>
public static class RepositoryAccess
{
    public static async Task<bool> MayPullAsync(
        this IContentIndex index, Principal principal, string repository, CancellationToken cancel) =>
        AccessRules.MayPull(principal, repository) || await index.HasFixedTagAsync(repository, cancel);
}
