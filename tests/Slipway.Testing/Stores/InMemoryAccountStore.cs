using Slipway.Platform;
using Slipway.Platform.Accounts;

namespace Slipway.Testing.Stores;

/// <summary>Accounts in memory.</summary>
/// <param name="withoutApplications">Runs an action while a domain has no application and cannot get one; false when it
/// has one.</param>
public sealed class InMemoryAccountStore(Func<string, Action, bool> withoutApplications) : IAccountStore
{
    private readonly SortedDictionary<string, Account> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AccessToken> _tokens = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Domain> _domains = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public Task AddAccountAsync(Account account, CancellationToken cancel) =>
        Locked(() => _accounts.TryAdd(account.Name, account)
            ? true
            : throw new SlipwayException(ErrorCode.Conflict, $"there is an account '{account.Name}' already"));

    public Task<Account?> FindAccountAsync(string name, CancellationToken cancel) =>
        Locked(() => _accounts.GetValueOrDefault(name));

    public Task<IReadOnlyList<Account>> ListAccountsAsync(CancellationToken cancel) =>
        Locked<IReadOnlyList<Account>>(() => [.. _accounts.Values]);

    public Task RemoveAccountAsync(string name, CancellationToken cancel) => Locked(() =>
    {
        if (_accounts.Values.Where(account => account.Role == Role.Admin).ToList() is [{ Name: var last }]
            && last == name)
            throw AccountRules.LastAdministrator(name);
        foreach (var token in _tokens.Values.Where(token => token.Account == name).ToList())
            _tokens.Remove(token.Id);
        foreach (var domain in _domains.Values.ToList())
            _domains[domain.Name] = domain with { Members = domain.Members.Remove(name) };
        return _accounts.Remove(name);
    });

    public Task AddTokenAsync(AccessToken token, CancellationToken cancel) => Locked(() => _tokens[token.Id] = token);

    public Task<AccessToken?> FindTokenAsync(string hash, CancellationToken cancel) =>
        Locked(() => _tokens.Values.FirstOrDefault(token => token.Hash == hash));

    public Task<IReadOnlyList<AccessToken>> ListTokensAsync(string account, CancellationToken cancel) =>
        Locked<IReadOnlyList<AccessToken>>(
            () => [.. _tokens.Values.Where(token => token.Account == account).OrderBy(token => token.Created)]);

    public Task<bool> RemoveTokenAsync(string account, string id, CancellationToken cancel) =>
        Locked(() => _tokens.TryGetValue(id, out var token) && token.Account == account && _tokens.Remove(id));

    public Task AddDomainAsync(Domain domain, CancellationToken cancel) =>
        Locked(() => _domains.TryAdd(domain.Name, domain)
            ? true
            : throw new SlipwayException(ErrorCode.Conflict, $"there is a domain '{domain.Name}' already"));

    public Task<Domain?> FindDomainAsync(string name, CancellationToken cancel) =>
        Locked(() => _domains.GetValueOrDefault(name));

    public Task<IReadOnlyList<Domain>> ListDomainsAsync(CancellationToken cancel) =>
        Locked<IReadOnlyList<Domain>>(() => [.. _domains.Values]);

    public Task SetMemberAsync(string domain, string account, bool present, CancellationToken cancel) => Locked(() =>
    {
        if (_domains.TryGetValue(domain, out var found) && _accounts.ContainsKey(account))
            _domains[domain] =
                found with { Members = present ? found.Members.Add(account) : found.Members.Remove(account) };
        return true;
    });

    public Task RemoveDomainAsync(string name, CancellationToken cancel) =>
        withoutApplications(name, () => { lock (_lock) _domains.Remove(name); })
            ? Task.CompletedTask
            : throw AccountRules.DomainInUse(name);

    internal bool HasDomain(string name)
    {
        lock (_lock)
            return _domains.ContainsKey(name);
    }

    private Task<T> Locked<T>(Func<T> work)
    {
        lock (_lock)
            return Task.FromResult(work());
    }
}
