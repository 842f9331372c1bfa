using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Platform.Accounts;
using Slipway.Web.Access;
using Slipway.Web.Resources;

namespace Slipway.Web.Endpoints;

/// <summary>Domains, the namespaces of teams: accounts see their own, administrators manage them.</summary>
internal static class DomainEndpoints
{
    public static void MapDomains(this IEndpointRouteBuilder api)
    {
        api.MapGet("/domains", ListAsync)
            .WithSummary("The domains that the caller may use").Produces<IReadOnlyList<DomainResource>>();
        api.MapPost("/domains", CreateAsync).WithSummary("Creates a domain").Produces<DomainResource>(
            StatusCodes.Status201Created);
        api.MapDelete("/domains/{domain}", RemoveAsync)
            .WithSummary("Deletes a domain without applications, and its images")
            .Produces(StatusCodes.Status204NoContent);
        api.MapPut("/domains/{domain}/members/{account}", GrantAsync)
            .WithSummary("Adds a member to a domain").Produces<DomainResource>();
        api.MapDelete("/domains/{domain}/members/{account}", RevokeAsync)
            .WithSummary("Removes a member from a domain").Produces<DomainResource>();
    }

    private static async Task<IReadOnlyList<DomainResource>> ListAsync(HttpContext http, DomainService domains) =>
        [.. (await domains.ListAsync(http.Account(), http.RequestAborted)).Select(ResourceMapping.Of)];

    private static async Task<IResult> CreateAsync(
        HttpContext http, NewDomain request, DomainService domains, AccountService accounts)
    {
        http.RequireAdministrator("making a domain");
        // Root at the socket is not an account, and administrators need no membership: their domains begin without
        // members.
        var member =
            request.Member is { } name ? await accounts.RequireAsync(name, http.RequestAborted) : http.Account();
        var domain = await domains.CreateAsync(
            request.Name, member.Name == Caller.LocalRoot ? null : member.Name, http.RequestAborted);
        return Results.Json(
            ResourceMapping.Of(domain), ApiJson.Default.DomainResource, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, string domain, DomainService domains)
    {
        http.RequireAdministrator("removing a domain");
        await domains.RemoveAsync(domain, http.RequestAborted);
        return Results.NoContent();
    }

    private static Task<DomainResource> GrantAsync(
        HttpContext http, string domain, string account, DomainService domains) =>
        SetAsync(http, domain, account, true, domains);

    private static Task<DomainResource> RevokeAsync(
        HttpContext http, string domain, string account, DomainService domains) =>
        SetAsync(http, domain, account, false, domains);

    private static async Task<DomainResource> SetAsync(
        HttpContext http, string domain, string account, bool present, DomainService domains)
    {
        http.RequireAdministrator("changing who may use a domain");
        return ResourceMapping.Of(await domains.SetMemberAsync(domain, account, present, http.RequestAborted));
    }
}
