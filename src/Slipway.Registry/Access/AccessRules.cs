namespace Slipway.Registry.Access;

/// <summary>
/// Who may pull and push: members in their domains both, everybody the shared images and cartridges for pulling,
/// administrators everything.
/// </summary>
public static class AccessRules
{
    private static readonly string[] Shared = ["images", "cartridges"];

    public static bool MayPull(Principal principal, string repository) =>
        MayPush(principal, repository) || Shared.Contains(DomainOf(repository));

    public static bool MayPush(Principal principal, string repository) =>
        principal.IsAdministrator
            || DomainOf(repository) is { } domain && principal.Domains.Contains(domain) && !Shared.Contains(domain);

    // A repository without a domain belongs to no domain.
    private static string? DomainOf(string repository)
    {
        var slash = repository.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? null : repository[..slash];
    }
}
