namespace Slipway.Platform.Accounts;

/// <summary>Accounts, their tokens, and domains, durably. Adding what exists throws <see cref="PlatformException"/> with Conflict.</summary>
public interface IAccountStore
{
    Task AddAccountAsync(Account account, CancellationToken cancel);

    Task<Account?> FindAccountAsync(string name, CancellationToken cancel);

    Task<IReadOnlyList<Account>> ListAccountsAsync(CancellationToken cancel);

    /// <summary>Removes the account with its tokens and memberships.</summary>
    Task RemoveAccountAsync(string name, CancellationToken cancel);

    Task AddTokenAsync(AccessToken token, CancellationToken cancel);

    Task<AccessToken?> FindTokenAsync(string hash, CancellationToken cancel);

    Task<IReadOnlyList<AccessToken>> ListTokensAsync(string account, CancellationToken cancel);

    Task RemoveTokenAsync(string id, CancellationToken cancel);

    Task AddDomainAsync(Domain domain, CancellationToken cancel);

    Task<Domain?> FindDomainAsync(string name, CancellationToken cancel);

    Task<IReadOnlyList<Domain>> ListDomainsAsync(CancellationToken cancel);

    Task UpdateDomainAsync(Domain domain, CancellationToken cancel);

    Task RemoveDomainAsync(string name, CancellationToken cancel);
}
