using Microsoft.AspNetCore.Http;
using Slipway.Platform;
using Slipway.Platform.Accounts;
using Slipway.Registry.Access;

namespace Slipway.Web.Access;

/// <summary>
/// Authenticates requests: a bearer token, a token as the password of HTTP Basic, or root over the local unix socket.
/// </summary>
public static class Caller
{
    /// <summary>
    /// The scheme of requests over the server's unix socket; the socket's mode lets only root connect.
    /// </summary>
    public const string LocalRoot = "root";

    private static readonly object Key = new();

    /// <summary>The account of a request that has passed <see cref="RequireAccountAsync"/>.</summary>
    public static Account Account(this HttpContext context) =>
        (Account?)context.Items[Key] ?? throw new InvalidOperationException("the endpoint is not protected");

    /// <exception cref="SlipwayException">Forbidden: the account is no administrator.</exception>
    public static void RequireAdministrator(this HttpContext context, string what)
    {
        if (context.Account().Role != Role.Admin)
            throw new SlipwayException(
                ErrorCode.Forbidden, $"{what} is for administrators", "ask one, or log in as one");
    }

    /// <summary>Requires an authenticated account for an endpoint; before that, nothing of the body is read.</summary>
    /// <exception cref="SlipwayException">Unauthorized: it is not.</exception>
    /// <exception cref="TooManyLoginsException">Too many from there were not.</exception>
    internal static async Task RequireAccountAsync(HttpContext http, RequestDelegate next, LoginService logins)
    {
        http.Items[Key] = await FindAsync(http, logins) ?? throw new SlipwayException(
            ErrorCode.Unauthorized, "the token is missing, unknown or expired", "run `slipway login URL`");
        await next(http);
    }

    private static async Task<Account?> FindAsync(HttpContext http, LoginService logins)
    {
        if (http.Connection.LocalIpAddress is null)
            return new Account(LocalRoot, Role.Admin, DateTimeOffset.UnixEpoch);
        var credentials = LoginCredentials.Of(http.Request.Headers.Authorization);
        return await logins.AuthenticateAsync(
            credentials, http.Connection.RemoteIpAddress, ofUser: false, http.RequestAborted);
    }
}
