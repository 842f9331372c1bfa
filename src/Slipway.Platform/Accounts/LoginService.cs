using System.Net;
using System.Security.Cryptography;
using System.Text;
using Slipway.Registry.Access;

namespace Slipway.Platform.Accounts;

/// <summary>The one door: who a request to API, registry or git is from.</summary>
public sealed class LoginService
{
    private readonly AccountService _accounts;
    private readonly DomainService _domains;
    private readonly LoginThrottle _throttle;

    internal LoginService(AccountService accounts, DomainService domains, LoginThrottle throttle) =>
        (_accounts, _domains, _throttle) = (accounts, domains, throttle);

    /// <param name="ofUser">Whether a user that is named beside the token must be whose it is.</param>
    /// <returns>Null: there are no credentials, or they are wrong.</returns>
    /// <exception cref="TooManyLoginsException">Too many were wrong before; these were not looked at.</exception>
    public async Task<Account?> AuthenticateAsync(
        LoginCredentials? credentials, IPAddress? source, bool ofUser, CancellationToken cancel)
    {
        if (credentials is null)
            return null;
        _throttle.ThrowIfLimited(credentials, source);
        var account = await _accounts.AuthenticateAsync(credentials.Secret, cancel);
        if (account is null || (ofUser && !IsSame(account.Name, credentials.User)))
        {
            _throttle.Failed(credentials, source);
            return null;
        }
        _throttle.Succeeded(credentials);
        return account;
    }

    /// <summary>What the registry's rules, which are those of API and git as well, ask for.</summary>
    public async Task<Principal> PrincipalOfAsync(Account account, CancellationToken cancel) =>
        new(account.Name, account.Role == Role.Admin,
            (await _domains.ListAsync(account, cancel)).Select(domain => domain.Name).ToHashSet());

    private static bool IsSame(string name, string? user) =>
        user is null
            || CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(user));
}
