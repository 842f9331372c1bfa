using Slipway.Client;
using Slipway.Platform.Accounts;

namespace Slipway.Hosting;

/// <summary>
/// Creates an administrator, a domain, and a login on this machine, so that a new installation can be used at once.
/// Deleted ones are not created again.
/// </summary>
internal static class FirstStart
{
    private const string Administrator = "admin";

    public static async Task EnsureAsync(
        ServerOptions options, AccountService accounts, DomainService domains, CancellationToken cancel)
    {
        var administrators = (await accounts.ListAsync(cancel)).Where(account => account.Role == Role.Admin).ToList();
        var administrator = administrators.Find(account => account.Name == Administrator)
            ?? administrators.FirstOrDefault()
            ?? await accounts.EnsureAsync(Administrator, Role.Admin, cancel);
        var known = await domains.ListAsync(administrator, cancel);
        var domain = known.FirstOrDefault(domain => domain.Name == options.FirstDomain)
            ?? (known is [var first, ..] ? first : null)
            ?? await domains.EnsureAsync(options.FirstDomain, administrator.Name, cancel);
        await LogInAsync(options, accounts, administrator, domain, cancel);
    }

    private static async Task LogInAsync(
        ServerOptions options, AccountService accounts, Account administrator, Domain domain, CancellationToken cancel)
    {
        var url = $"http://{options.Api}";
        if (Credentials.TryLoad(options.Client) is { Token: { } token } existing
            && await accounts.AuthenticateAsync(token, cancel) is not null)
        {
            if (existing.Url != url)
                (existing with { Url = url }).Save(options.Client);
            return;
        }
        var (_, made) = await accounts.IssueTokenAsync(administrator.Name, "this machine's root", null, cancel);
        new Credentials(url, administrator.Name, made, domain.Name).Save(options.Client);
    }
}
