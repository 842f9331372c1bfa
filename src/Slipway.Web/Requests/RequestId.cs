using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Slipway.Web.Requests;

/// <summary>
/// Gives each request an id: in the answer's header, in its problem, and in every line that the log has of it. A
/// client's own is taken when it is short and plain.
/// </summary>
public sealed partial class RequestId(RequestDelegate next, ILogger<RequestId> log)
{
    public const string Header = "X-Request-Id";

    public async Task InvokeAsync(HttpContext context)
    {
        var given = context.Request.Headers[Header].ToString();
        var id = Plain().IsMatch(given) ? given : Guid.NewGuid().ToString("n");
        context.TraceIdentifier = id;
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[Header] = id;
            return Task.CompletedTask;
        });
        using (log.BeginScope(new[] { KeyValuePair.Create<string, object?>("requestId", id) }))
            await next(context);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Plain();
}
