using System.Security.Cryptography;
using System.Text;
using Slipway.Oci;

namespace Slipway.Platform.Accounts;

/// <summary>Who may come in. Tokens are opaque, 256 random bits, and only their SHA-256 is kept.</summary>
public sealed class AccountService(IAccountStore store, TimeProvider time)
{
    public const string TokenPrefix = "slw_";
    private const int MaxTokens = 100;
    private const int MaxAccounts = 10_000;
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(3650);

    public async Task<Account> CreateAsync(string name, Role role, CancellationToken cancel)
    {
        if ((await store.ListAccountsAsync(cancel)).Count >= MaxAccounts)
            throw new SlipwayException(ErrorCode.LimitReached, $"there are {MaxAccounts} accounts", "delete some");
        var account = new Account(NameRules.RequireAccount(name), role, time.GetUtcNow());
        await store.AddAccountAsync(account, cancel);
        return account;
    }

    /// <summary>The account of that name, made when it is missing.</summary>
    public async Task<Account> EnsureAsync(string name, Role role, CancellationToken cancel) =>
        await store.FindAccountAsync(name, cancel) ?? await CreateAsync(name, role, cancel);

    public Task<IReadOnlyList<Account>> ListAsync(CancellationToken cancel) => store.ListAccountsAsync(cancel);

    /// <exception cref="SlipwayException">NotFound.</exception>
    public async Task<Account> RequireAsync(string name, CancellationToken cancel) =>
        await store.FindAccountAsync(name, cancel)
        ?? throw new SlipwayException(
            ErrorCode.NotFound, $"there is no account '{Excerpt.Of(name)}'", "`slipway account list` shows them");

    /// <summary>Removes an account with its tokens and memberships.</summary>
    /// <exception cref="SlipwayException">NotFound; Conflict: it is the last administrator.</exception>
    public async Task RemoveAsync(string name, CancellationToken cancel)
    {
        await RequireAsync(name, cancel);
        await store.RemoveAccountAsync(name, cancel);
    }

    /// <summary>Makes a token. This is the only time it can be read.</summary>
    public async Task<(AccessToken Record, string Token)> IssueTokenAsync(
        string account, string label, TimeSpan? lifetime, CancellationToken cancel)
    {
        await RequireAsync(account, cancel);
        if (lifetime is { } given && (given <= TimeSpan.Zero || given > MaxLifetime))
            throw new SlipwayException(
                ErrorCode.Invalid, "a token lives for more than nothing and at most ten years",
                "write it like 12h or 30d, or leave it out for one that does not expire");
        if ((await store.ListTokensAsync(account, cancel)).Count >= MaxTokens)
            throw new SlipwayException(
                ErrorCode.LimitReached, $"the account has {MaxTokens} tokens", "revoke some");
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
        return record is null || record.Expires <= time.GetUtcNow() || !IsSame(record.Hash, HashOf(token))
            ? null
            : await store.FindAccountAsync(record.Account, cancel);
    }

    public Task<IReadOnlyList<AccessToken>> ListTokensAsync(string account, CancellationToken cancel) =>
        store.ListTokensAsync(account, cancel);

    /// <exception cref="SlipwayException">NotFound: the account has no such token.</exception>
    public async Task RevokeTokenAsync(string account, string id, CancellationToken cancel)
    {
        if (!await store.RemoveTokenAsync(account, id, cancel))
            throw new SlipwayException(ErrorCode.NotFound, $"{account} has no token '{Excerpt.Of(id)}'",
                "`slipway token list` shows them");
    }

    // The store finds by the hash, which no caller can aim at; what it found is compared without telling how
    // much of it is right.
    private static bool IsSame(string hash, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(other));

    private static string HashOf(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(token)));

    private static string Cut(string label) => label.Length <= 100 ? label : label[..100];
}
