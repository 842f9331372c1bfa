using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Oci;
using Slipway.Platform;
using Slipway.Platform.Accounts;
using Slipway.Web.Access;
using Slipway.Web.Resources;

namespace Slipway.Web.Endpoints;

/// <summary>Accounts, which administrators manage.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder api)
    {
        api.MapGet("/accounts", ListAsync).WithSummary("The accounts").Produces<IReadOnlyList<AccountResource>>();
        api.MapPost("/accounts", CreateAsync).WithSummary("Creates an account").Produces<AccountResource>(
            StatusCodes.Status201Created);
        api.MapDelete("/accounts/{account}", RemoveAsync)
            .WithSummary("Deletes an account with its tokens and memberships").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IReadOnlyList<AccountResource>> ListAsync(HttpContext http, AccountService accounts)
    {
        http.RequireAdministrator("the list of accounts");
        return [.. (await accounts.ListAsync(http.RequestAborted)).Select(ResourceMapping.Of)];
    }

    private static async Task<IResult> CreateAsync(HttpContext http, NewAccount request, AccountService accounts)
    {
        http.RequireAdministrator("making an account");
        var role = request.Role switch
        {
            null or "member" => Role.Member,
            "admin" => Role.Admin,
            _ => throw new SlipwayException(
                ErrorCode.Invalid, $"'{Excerpt.Of(request.Role)}' is not a role", "use member or admin"),
        };
        var account = await accounts.CreateAsync(request.Name, role, http.RequestAborted);
        return Results.Json(
            ResourceMapping.Of(account), ApiJson.Default.AccountResource, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, string account, AccountService accounts)
    {
        http.RequireAdministrator("removing an account");
        await accounts.RemoveAsync(account, http.RequestAborted);
        return Results.NoContent();
    }
}
