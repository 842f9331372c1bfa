using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Slipway.Registry.Access;
using Slipway.Web.Resources;

namespace Slipway.Web.Problems;

/// <summary>Answers a failed request of the API with its problem; logs those that are Slipway's own fault.</summary>
public sealed class ProblemMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            await DescribeAsync(context);
        }
        catch (Exception e) when (IsClientGone(context, e))
        {
            // The client has disconnected.
        }
        catch (Exception e) when (!context.Response.HasStarted && IsOfApi(context))
        {
            context.Response.Clear();
            var problem = context.Describe(e);
            if (e is SlipwayException { Code: ErrorCode.Unauthorized }
                && context.Request.Headers.Authorization.Count > 0)
                context.LogRefusedLogin();
            if (problem.Status == StatusCodes.Status401Unauthorized)
                context.Response.Headers.WWWAuthenticate = "Bearer realm=\"Slipway\"";
            if (e is TooManyLoginsException later)
                context.Response.Headers.RetryAfter = later.Header;
            await WriteAsync(context, problem);
        }
        catch (Exception e) when (context.Response.HasStarted && IsOfApi(context))
        {
            context.LogCutAnswer(e);
            context.Abort();
        }
    }

    private static bool IsClientGone(HttpContext context, Exception e) =>
        context.RequestAborted.IsCancellationRequested
        && e is OperationCanceledException or IOException or WebSocketException;

    /// <summary>Gives an error that routing answered with a status alone its problem.</summary>
    private static async Task DescribeAsync(HttpContext context)
    {
        var response = context.Response;
        if (response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null }
            && IsOfApi(context))
            await WriteAsync(context, ProblemMapping.OfStatus(response.StatusCode) with
            {
                RequestId = context.TraceIdentifier,
            });
    }

    private static bool IsOfApi(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);

    private static Task WriteAsync(HttpContext context, ProblemResource problem)
    {
        context.Response.StatusCode = problem.Status;
        return context.Response.WriteAsJsonAsync(
            problem, ApiJson.Default.ProblemResource, "application/problem+json", context.RequestAborted);
    }
}
