using System.Collections.Concurrent;
using Slipway.Platform;
using Slipway.Platform.Accounts;

namespace Slipway.Storage.InMemory;

/// <summary>Accounts that go with the process.</summary>
public sealed class InMemoryAccountStore : IAccountStore
{
    private readonly ConcurrentDictionary<string, Account> _accounts = [];
    private readonly ConcurrentDictionary<string, AccessToken> _tokens = [];
    private readonly ConcurrentDictionary<string, Domain> _domains = [];

    public Task AddAccountAsync(Account account, CancellationToken cancel) => _accounts.TryAdd(account.Name, account)
        ? Task.CompletedTask
        : throw new PlatformException(PlatformError.Conflict, $"there is an account '{account.Name}' already");

    public Task<Account?> FindAccountAsync(string name, CancellationToken cancel) => Task.FromResult(_accounts.GetValueOrDefault(name));

    public Task<IReadOnlyList<Account>> ListAccountsAsync(CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Account>>([.. _accounts.Values.OrderBy(account => account.Name, StringComparer.Ordinal)]);

    public Task RemoveAccountAsync(string name, CancellationToken cancel)
    {
        _accounts.TryRemove(name, out _);
        foreach (var token in _tokens.Values.Where(token => token.Account == name))
            _tokens.TryRemove(token.Id, out _);
        foreach (var domain in _domains.Values)
            _domains[domain.Name] = domain with { Members = domain.Members.Remove(name) };
        return Task.CompletedTask;
    }

    public Task AddTokenAsync(AccessToken token, CancellationToken cancel)
    {
        _tokens[token.Id] = token;
        return Task.CompletedTask;
    }

    public Task<AccessToken?> FindTokenAsync(string hash, CancellationToken cancel) =>
        Task.FromResult(_tokens.Values.FirstOrDefault(token => token.Hash == hash));

    public Task<IReadOnlyList<AccessToken>> ListTokensAsync(string account, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<AccessToken>>([.. _tokens.Values.Where(token => token.Account == account).OrderBy(token => token.Created)]);

    public Task RemoveTokenAsync(string id, CancellationToken cancel)
    {
        _tokens.TryRemove(id, out _);
        return Task.CompletedTask;
    }

    public Task AddDomainAsync(Domain domain, CancellationToken cancel) => _domains.TryAdd(domain.Name, domain)
        ? Task.CompletedTask
        : throw new PlatformException(PlatformError.Conflict, $"there is a domain '{domain.Name}' already");

    public Task<Domain?> FindDomainAsync(string name, CancellationToken cancel) => Task.FromResult(_domains.GetValueOrDefault(name));

    public Task<IReadOnlyList<Domain>> ListDomainsAsync(CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Domain>>([.. _domains.Values.OrderBy(domain => domain.Name, StringComparer.Ordinal)]);

    public Task UpdateDomainAsync(Domain domain, CancellationToken cancel)
    {
        _domains[domain.Name] = domain;
        return Task.CompletedTask;
    }

    public Task RemoveDomainAsync(string name, CancellationToken cancel)
    {
        _domains.TryRemove(name, out _);
        return Task.CompletedTask;
    }
}
