using Slipway.Client;
using Slipway.Platform.Accounts;

namespace Slipway.Hosting;

/// <summary>An administrator, a domain, and this machine's login to them, so that a new installation can be used at once.</summary>
internal static class FirstStart
{
    private const string Administrator = "admin";

    public static async Task EnsureAsync(ServerOptions options, AccountService accounts, DomainService domains, CancellationToken cancel)
    {
        await accounts.EnsureAsync(Administrator, Role.Admin, cancel);
        var domain = await domains.EnsureAsync(options.FirstDomain, Administrator, cancel);
        var url = $"http://{options.Api}";
        if (Credentials.TryLoad(options.Client) is { Token: { } known } existing && await accounts.AuthenticateAsync(known, cancel) is not null)
        {
            if (existing.Url != url)
                (existing with { Url = url }).Save(options.Client);
            return;
        }
        var (_, token) = await accounts.IssueTokenAsync(Administrator, "this machine's root", null, cancel);
        new Credentials(url, Administrator, token, domain.Name).Save(options.Client);
    }
}
