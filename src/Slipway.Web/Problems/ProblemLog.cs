using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Web.Resources;

namespace Slipway.Web.Problems;

/// <summary>
/// What a failure is told as; those that are Slipway's own fault are told nobody in full but the log.
/// </summary>
internal static partial class ProblemLog
{
    public static ProblemResource Describe(this HttpContext http, Exception exception)
    {
        var problem = ProblemMapping.Of(exception);
        if (problem.Status == StatusCodes.Status500InternalServerError)
            LogFailure(Log(http), exception, http.Request.Method, http.Request.Path);
        return problem with { RequestId = http.TraceIdentifier };
    }

    /// <summary>Of an answer that had begun: no problem can be told any more.</summary>
    public static void LogCutAnswer(this HttpContext http, Exception exception)
    {
        var problem = ProblemMapping.Of(exception);
        if (problem.Status == StatusCodes.Status500InternalServerError)
            LogFailure(Log(http), exception, http.Request.Method, http.Request.Path);
        else
            LogCut(Log(http), http.Request.Method, http.Request.Path, problem.Code, problem.Detail);
    }

    public static void LogRefusedLogin(this HttpContext http) =>
        LogRefused(Log(http), http.Connection.RemoteIpAddress?.ToString(), http.Request.Method, http.Request.Path);

    private static ILogger Log(HttpContext http) =>
        http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Slipway.Web.Problems");

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailure(ILogger log, Exception failure, string method, PathString path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the answer to {Method} {Path} was cut off ({Code}): {Cause}")]
    private static partial void LogCut(ILogger log, string method, PathString path, string code, string? cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "a login from {Source} was refused: {Method} {Path}")]
    private static partial void LogRefused(ILogger log, string? source, string method, PathString path);
}
