using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Platform;
using Slipway.Platform.Accounts;
using Slipway.Web.Access;
using Slipway.Web.Resources;

namespace Slipway.Web.Endpoints;

/// <summary>Tokens: those of the caller, and for administrators those of all accounts.</summary>
internal static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder api)
    {
        api.MapGet("/tokens", ListAsync)
            .WithSummary("The caller's tokens, or those of account=NAME, without their values")
            .Produces<IReadOnlyList<TokenResource>>();
        api.MapPost("/tokens", CreateAsync).WithSummary("Creates a token; only this response contains it")
            .Produces<TokenResource>(StatusCodes.Status201Created);
        api.MapDelete("/tokens/{id}", RevokeAsync).WithSummary("Revokes a token of the caller's, or of account=NAME")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IReadOnlyList<TokenResource>> ListAsync(
        HttpContext http, AccountService accounts, string? account = null)
    {
        var owner = await accounts.RequireAsync(OwnerOf(http, account), http.RequestAborted);
        return [.. (await accounts.ListTokensAsync(owner.Name, http.RequestAborted)).Select(ResourceMapping.Of)];
    }

    private static async Task<IResult> CreateAsync(HttpContext http, NewToken request, AccountService accounts)
    {
        var lifetime = request.Expires is { } seconds
            ? TimeSpan.FromSeconds(double.IsNaN(seconds) ? 0 : Math.Clamp(seconds, -1, 1e9))
            : (TimeSpan?)null;
        var (record, token) = await accounts.IssueTokenAsync(
            OwnerOf(http, request.Account), request.Name ?? "", lifetime, http.RequestAborted);
        return Results.Json(ResourceMapping.Of(record) with { Token = token }, ApiJson.Default.TokenResource,
            statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> RevokeAsync(
        HttpContext http, string id, AccountService accounts, string? account = null)
    {
        await accounts.RevokeTokenAsync(OwnerOf(http, account), id, http.RequestAborted);
        return Results.NoContent();
    }

    private static string OwnerOf(HttpContext http, string? account)
    {
        var caller = http.Account().Name;
        if (account is null && caller == Caller.LocalRoot)
            throw new SlipwayException(ErrorCode.Invalid, "root at the server's socket has no account of its own",
                "name one: --account NAME");
        if (account is not null && account != caller)
            http.RequireAdministrator("the tokens of another account");
        return account ?? caller;
    }
}
