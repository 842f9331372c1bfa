using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Web.Resources;

namespace Slipway.Web.Problems;

/// <summary>
/// What a failure is told as; those that are Slipway's own fault are told nobody in full but the log.
/// </summary>
internal static class ProblemLog
{
    public static ProblemResource Describe(this HttpContext http, Exception exception)
    {
        var problem = ProblemMapping.Of(exception);
        if (problem.Status == StatusCodes.Status500InternalServerError)
        {
            http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Slipway.Web.Problems")
                .LogError(exception, "{Method} {Path} failed", http.Request.Method, http.Request.Path);
        }
        return problem;
    }
}
