using Microsoft.AspNetCore.Http;
using Slipway.Platform;
using Slipway.Platform.Accounts;
using Slipway.Registry.Access;

namespace Slipway.Web.Access;

/// <summary>
/// Whose request it is: a bearer token, a token as the password of HTTP Basic, or root over the machine's own socket.
/// </summary>
public static class Caller
{
    /// <summary>
    /// The name that requests over the server's unix socket have; the socket's mode lets only root connect.
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

    /// <summary>
    /// Lets a request in to an endpoint when its account is known; before that, nothing of its body is read.
    /// </summary>
    /// <exception cref="UnauthorizedAccessException">It is not.</exception>
    /// <exception cref="TooManyLoginsException">Too many from there were not.</exception>
    internal static async Task RequireAccountAsync(HttpContext http, RequestDelegate next, LoginService logins)
    {
        http.Items[Key] = await FindAsync(http, logins) ?? throw new UnauthorizedAccessException();
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
