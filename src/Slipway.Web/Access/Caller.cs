using System.Text;
using Microsoft.AspNetCore.Http;
using Slipway.Platform;
using Slipway.Platform.Accounts;
using Slipway.Registry.Access;

namespace Slipway.Web.Access;

/// <summary>Whose request it is: a bearer token, a token as the password of HTTP Basic, or root over the machine's own socket.</summary>
public static class Caller
{
    /// <summary>The name that requests over the server's unix socket have; the socket's mode lets only root connect.</summary>
    public const string LocalRoot = "root";

    private static readonly object Key = new();

    /// <summary>The account of a request that has passed <see cref="RequireAccountAsync"/>.</summary>
    public static Account Account(this HttpContext context) =>
        (Account?)context.Items[Key] ?? throw new InvalidOperationException("the endpoint is not protected");

    /// <summary>What the registry's rules ask for: the same in the API.</summary>
    public static async Task<Principal> PrincipalAsync(this HttpContext context, DomainService domains)
    {
        var account = context.Account();
        var own = await domains.ListAsync(account, context.RequestAborted);
        return new Principal(account.Name, account.Role == Role.Admin, own.Select(domain => domain.Name).ToHashSet());
    }

    /// <exception cref="PlatformException">Forbidden: the account is no administrator.</exception>
    public static void RequireAdministrator(this HttpContext context, string what)
    {
        if (context.Account().Role != Role.Admin)
            throw new PlatformException(PlatformError.Forbidden, $"{what} is for administrators", "ask one, or log in as one");
    }

    /// <summary>Endpoint filter: lets a request in when its account is known.</summary>
    /// <exception cref="UnauthorizedAccessException">It is not.</exception>
    internal static async ValueTask<object?> RequireAccountAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next, AccountService accounts)
    {
        var http = context.HttpContext;
        http.Items[Key] = await FindAsync(http, accounts) ?? throw new UnauthorizedAccessException();
        return await next(context);
    }

    /// <summary>The token a request carries, wherever it carries it.</summary>
    public static string? TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return header[7..].Trim();
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) || header.Length > 1024)
            return null;
        var pair = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[6..].Trim(), pair, out var length))
            return null;
        var text = Encoding.UTF8.GetString(pair, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : text[(colon + 1)..];
    }

    private static async Task<Account?> FindAsync(HttpContext http, AccountService accounts) =>
        http.Connection.LocalIpAddress is null
            ? new Account(LocalRoot, Role.Admin, DateTimeOffset.UnixEpoch)
            : await accounts.AuthenticateAsync(TokenOf(http.Request), http.RequestAborted);
}
