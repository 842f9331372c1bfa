using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Web.Resources;

namespace Slipway.Web.Problems;

/// <summary>Answers a failed request of the API with its problem; logs those that are Slipway's own fault.</summary>
public sealed class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (Exception e) when (!context.Response.HasStarted && context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
        {
            var problem = ProblemMapping.Of(e);
            if (problem.Status == StatusCodes.Status500InternalServerError)
                log.LogError(e, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
            if (problem.Status == StatusCodes.Status401Unauthorized)
                context.Response.Headers.WWWAuthenticate = "Bearer realm=\"Slipway\"";
            context.Response.StatusCode = problem.Status;
            await context.Response.WriteAsJsonAsync(problem, ApiJson.Default.ProblemResource, "application/problem+json", context.RequestAborted);
        }
    }
}
