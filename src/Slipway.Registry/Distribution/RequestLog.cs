using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Slipway.Registry.Distribution;

/// <summary>What the log has of requests to the registry.</summary>
internal static partial class RequestLog
{
    public static void LogFailure(this HttpContext context, Exception failure) =>
        LogFailure(Log(context), failure, context.Request.Method, context.Request.Path);

    public static void LogRefusedLogin(this HttpContext context) =>
        LogRefusedLogin(Log(context), context.Connection.RemoteIpAddress?.ToString());

    private static ILogger Log(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Slipway.Registry.Distribution");

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailure(ILogger log, Exception failure, string method, PathString path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "a login to the registry from {Source} was refused")]
    private static partial void LogRefusedLogin(ILogger log, string? source);
}
