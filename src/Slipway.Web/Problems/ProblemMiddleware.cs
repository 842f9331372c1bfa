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
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected.
        }
        catch (Exception e) when (!context.Response.HasStarted && IsOfApi(context))
        {
            context.Response.Clear();
            var problem = context.Describe(e);
            if (problem.Status == StatusCodes.Status401Unauthorized)
                context.Response.Headers.WWWAuthenticate = "Bearer realm=\"Slipway\"";
            if (e is TooManyLoginsException later)
                context.Response.Headers.RetryAfter = later.Header;
            await WriteAsync(context, problem);
        }
    }

    /// <summary>Gives an error that routing answered with a status alone its problem.</summary>
    private static async Task DescribeAsync(HttpContext context)
    {
        var response = context.Response;
        if (response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null }
            && IsOfApi(context))
            await WriteAsync(context, ProblemMapping.OfStatus(response.StatusCode));
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
