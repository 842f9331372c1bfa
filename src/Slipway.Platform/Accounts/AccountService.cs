using System.Security.Cryptography;
using System.Text;

namespace Slipway.Platform.Accounts;

/// <summary>Who may come in. Tokens are opaque, 256 random bits, and only their SHA-256 is kept.</summary>
public sealed class AccountService(IAccountStore store, TimeProvider time)
{
    public const string TokenPrefix = "slw_";
    private const int MostTokens = 100;

    public async Task<Account> CreateAsync(string name, Role role, CancellationToken cancel)
    {
        var account = new Account(NameRules.RequireAccount(name), role, time.GetUtcNow());
        await store.AddAccountAsync(account, cancel);
        return account;
    }

    /// <summary>The account of that name, made when it is missing.</summary>
    public async Task<Account> EnsureAsync(string name, Role role, CancellationToken cancel) =>
        await store.FindAccountAsync(name, cancel) ?? await CreateAsync(name, role, cancel);

    public Task<IReadOnlyList<Account>> ListAsync(CancellationToken cancel) => store.ListAccountsAsync(cancel);

    public Task RemoveAsync(string name, CancellationToken cancel) => store.RemoveAccountAsync(name, cancel);

    /// <summary>Makes a token. This is the only time it can be read.</summary>
    public async Task<(AccessToken Record, string Token)> IssueTokenAsync(string account, string label, TimeSpan? lifetime, CancellationToken cancel)
    {
        if (await store.FindAccountAsync(account, cancel) is null)
            throw new PlatformException(PlatformError.NotFound, $"there is no account '{account}'");
        if ((await store.ListTokensAsync(account, cancel)).Count >= MostTokens)
            throw new PlatformException(PlatformError.LimitReached, $"the account has {MostTokens} tokens", "revoke some");
        var token = TokenPrefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var now = time.GetUtcNow();
        var record = new AccessToken(Identifier.Random(10), account, HashOf(token), Cut(label), now, now + lifetime);
        await store.AddTokenAsync(record, cancel);
        return (record, token);
    }

    /// <summary>Whose token this is; null for an unknown, revoked or expired one.</summary>
    public async Task<Account?> AuthenticateAsync(string? token, CancellationToken cancel)
    {
        if (token is not { Length: 68 } || !token.StartsWith(TokenPrefix, StringComparison.Ordinal))
            return null;
        var record = await store.FindTokenAsync(HashOf(token), cancel);
        return record is null || record.Expires <= time.GetUtcNow() ? null : await store.FindAccountAsync(record.Account, cancel);
    }

    public Task<IReadOnlyList<AccessToken>> ListTokensAsync(string account, CancellationToken cancel) => store.ListTokensAsync(account, cancel);

    public Task RevokeTokenAsync(string id, CancellationToken cancel) => store.RemoveTokenAsync(id, cancel);

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(token)));

    private static string Cut(string label) => label.Length <= 100 ? label : label[..100];
}
