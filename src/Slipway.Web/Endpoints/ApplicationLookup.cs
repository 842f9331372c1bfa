using Microsoft.AspNetCore.Http;
using Slipway.Platform.Accounts;
using Slipway.Platform.Applications;
using Slipway.Platform.Provisioning;
using Slipway.Web.Access;

namespace Slipway.Web.Endpoints;

/// <summary>
/// Finds the application of a path for an account. An application that the account may not see is reported as missing.
/// </summary>
internal sealed class ApplicationLookup(DomainService domains, ApplicationService applications)
{
    public async Task<Application> RequireAsync(HttpContext http, string domain, string name)
    {
        await domains.RequireAsync(http.Account(), domain, http.RequestAborted);
        return await applications.RequireAsync(domain, name, http.RequestAborted);
    }

    /// <summary>By <c>domain/name</c>.</summary>
    public Task<Application> RequireAsync(HttpContext http, string reference) =>
        reference.Split('/') is [var domain, var name]
        ? RequireAsync(http, domain, name)
        : throw new SlipwayException(
            ErrorCode.Invalid,
            $"'{Excerpt.Of(reference)}' is not the name of an application", "write DOMAIN/NAME");

    /// <summary>All applications of the account's domains.</summary>
    public async Task<IReadOnlyList<Application>> ListAsync(HttpContext http)
    {
        var found = new List<Application>();
        foreach (var domain in await domains.ListAsync(http.Account(), http.RequestAborted))
            found.AddRange(await applications.ListAsync(domain.Name, http.RequestAborted));
        return found;
    }

    /// <summary>The default domain of a request: the account's only one.</summary>
    public async Task<string> DefaultDomainAsync(HttpContext http)
    {
        var own = await domains.ListAsync(http.Account(), http.RequestAborted);
        return own.Count == 1 ? own[0].Name : throw new SlipwayException(ErrorCode.Invalid,
            own.Count == 0 ? "the account has no domain" : "the account has several domains", own.Count == 0
                ? "ask an administrator for one"
                : "write DOMAIN/NAME or pass --domain");
    }
}
