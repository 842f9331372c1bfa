namespace Slipway.Platform.Accounts;

/// <summary>
/// Accounts, their tokens, and domains, durably. Adding what exists throws
/// <see cref="SlipwayException"/> with Conflict.
/// </summary>
public interface IAccountStore
{
    Task AddAccountAsync(Account account, CancellationToken cancel);

    Task<Account?> FindAccountAsync(string name, CancellationToken cancel);

    Task<IReadOnlyList<Account>> ListAccountsAsync(CancellationToken cancel);

    /// <summary>Removes the account with its tokens and memberships. Nothing happens when it is gone.</summary>
    /// <exception cref="SlipwayException">Conflict: it is the last administrator.</exception>
    Task RemoveAccountAsync(string name, CancellationToken cancel);

    Task AddTokenAsync(AccessToken token, CancellationToken cancel);

    Task<AccessToken?> FindTokenAsync(string hash, CancellationToken cancel);

    Task<IReadOnlyList<AccessToken>> ListTokensAsync(string account, CancellationToken cancel);

    /// <summary>False when the account has no such token.</summary>
    Task<bool> RemoveTokenAsync(string account, string id, CancellationToken cancel);

    Task AddDomainAsync(Domain domain, CancellationToken cancel);

    Task<Domain?> FindDomainAsync(string name, CancellationToken cancel);

    Task<IReadOnlyList<Domain>> ListDomainsAsync(CancellationToken cancel);

    /// <summary>
    /// Makes an account a member, or no member any more. Nothing happens when domain or account is gone.
    /// </summary>
    Task SetMemberAsync(string domain, string account, bool present, CancellationToken cancel);

    /// <summary>Nothing happens when it is gone.</summary>
    /// <exception cref="SlipwayException">Conflict: it has applications.</exception>
    Task RemoveDomainAsync(string name, CancellationToken cancel);
}
