using Slipway.Oci;
using Slipway.Platform.Applications;
using Slipway.Platform.Builds;

namespace Slipway.Platform.Accounts;

/// <summary>Domains and their members.</summary>
public sealed class DomainService(
    IAccountStore store, IApplicationStore applications, IArtifactBuilder builder, TimeProvider time)
{
    private const int MaxDomains = 10_000;

    /// <summary>
    /// Makes a domain, perhaps with its first member. Images that a domain of that name left when it was removed are
    /// not the new one's.
    /// </summary>
    public async Task<Domain> CreateAsync(string name, string? member, CancellationToken cancel)
    {
        NameRules.RequireDomain(name);
        if ((await store.ListDomainsAsync(cancel)).Count >= MaxDomains)
            throw new SlipwayException(ErrorCode.LimitReached, $"there are {MaxDomains} domains", "delete some");
        if (await store.FindDomainAsync(name, cancel) is null)
            await builder.RemoveDomainAsync(name, cancel);
        var domain = new Domain(name, member is null ? [] : [member], time.GetUtcNow());
        await store.AddDomainAsync(domain, cancel);
        return domain;
    }

    /// <summary>The domain of that name, made when it is missing.</summary>
    public async Task<Domain> EnsureAsync(string name, string member, CancellationToken cancel) =>
        await store.FindDomainAsync(name, cancel) ?? await CreateAsync(name, member, cancel);

    /// <summary>The domains the account may use.</summary>
    public async Task<IReadOnlyList<Domain>> ListAsync(Account account, CancellationToken cancel) =>
        [.. (await store.ListDomainsAsync(cancel)).Where(domain => domain.Admits(account))];

    /// <summary>
    /// The domain, when the account may use it. One that exists but is closed to the account is not found either.
    /// </summary>
    public async Task<Domain> RequireAsync(Account account, string name, CancellationToken cancel)
    {
        var domain = await store.FindDomainAsync(name, cancel);
        return domain is not null && domain.Admits(account) ? domain : throw new SlipwayException(
            ErrorCode.NotFound, $"there is no domain '{Excerpt.Of(name)}' that {account.Name} may use",
            "`slipway domain list` shows yours");
    }

    /// <summary>Lets an account use a domain, or no longer. Both may be so already.</summary>
    /// <exception cref="SlipwayException">NotFound: domain or account.</exception>
    public async Task<Domain> SetMemberAsync(string name, string member, bool present, CancellationToken cancel)
    {
        await RequireAsync(name, cancel);
        if (present && await store.FindAccountAsync(member, cancel) is null)
            throw new SlipwayException(ErrorCode.NotFound, $"there is no account '{Excerpt.Of(member)}'",
                "`slipway account list` shows them");
        await store.SetMemberAsync(name, member, present, cancel);
        return await RequireAsync(name, cancel);
    }

    /// <summary>Removes a domain without applications, and the images that were pushed to it.</summary>
    /// <exception cref="SlipwayException">NotFound; Conflict: it has applications.</exception>
    public async Task RemoveAsync(string name, CancellationToken cancel)
    {
        await RequireAsync(name, cancel);
        if (await applications.ListAsync(name, cancel) is { Count: > 0 } left)
        {
            var names = string.Join(", ", left.Take(5).Select(application => application.Name));
            throw new SlipwayException(
                ErrorCode.Conflict, $"the domain '{name}' has applications: {names}", "delete them first");
        }
        await store.RemoveDomainAsync(name, cancel);
        await builder.RemoveDomainAsync(name, cancel);
    }

    private async Task<Domain> RequireAsync(string name, CancellationToken cancel) =>
        await store.FindDomainAsync(name, cancel)
        ?? throw new SlipwayException(
            ErrorCode.NotFound, $"there is no domain '{Excerpt.Of(name)}'", "`slipway domain list` shows them");
}
