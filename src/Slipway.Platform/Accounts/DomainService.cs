using System.Collections.Immutable;
using Slipway.Platform.Applications;

namespace Slipway.Platform.Accounts;

/// <summary>Domains and their members.</summary>
public sealed class DomainService(IAccountStore store, IApplicationStore applications, TimeProvider time)
{
    /// <summary>Makes a domain with its first member.</summary>
    public async Task<Domain> CreateAsync(string name, string member, CancellationToken cancel)
    {
        var domain = new Domain(NameRules.RequireDomain(name), [member], time.GetUtcNow());
        await store.AddDomainAsync(domain, cancel);
        return domain;
    }

    /// <summary>The domain of that name, made when it is missing.</summary>
    public async Task<Domain> EnsureAsync(string name, string member, CancellationToken cancel) =>
        await store.FindDomainAsync(name, cancel) ?? await CreateAsync(name, member, cancel);

    /// <summary>The domains the account may use.</summary>
    public async Task<IReadOnlyList<Domain>> ListAsync(Account account, CancellationToken cancel) =>
        [.. (await store.ListDomainsAsync(cancel)).Where(domain => domain.Admits(account))];

    /// <summary>The domain, when the account may use it. One that exists but is closed to the account is not found either.</summary>
    public async Task<Domain> RequireAsync(Account account, string name, CancellationToken cancel)
    {
        var domain = await store.FindDomainAsync(name, cancel);
        return domain is not null && domain.Admits(account) ? domain : throw new PlatformException(
            PlatformError.NotFound, $"there is no domain '{name}' that {account.Name} may use", "leave the domain out to use your own, or ask its members to let you in");
    }

    public async Task<Domain> SetMemberAsync(string name, string member, bool present, CancellationToken cancel)
    {
        var domain = await store.FindDomainAsync(name, cancel) ?? throw new PlatformException(PlatformError.NotFound, $"there is no domain '{name}'");
        if (present && await store.FindAccountAsync(member, cancel) is null)
            throw new PlatformException(PlatformError.NotFound, $"there is no account '{member}'");
        var changed = domain with { Members = present ? domain.Members.Add(member) : domain.Members.Remove(member) };
        await store.UpdateDomainAsync(changed, cancel);
        return changed;
    }

    public async Task RemoveAsync(string name, CancellationToken cancel)
    {
        if ((await applications.ListAsync(name, cancel)).Count > 0)
            throw new PlatformException(PlatformError.Conflict, $"the domain '{name}' has applications", "delete them first");
        await store.RemoveDomainAsync(name, cancel);
    }
}
