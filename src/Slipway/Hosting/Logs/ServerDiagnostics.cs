using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Diagnostics.Loops;

namespace Slipway.Hosting.Logs;

/// <summary>The log of one server, and its background loops.</summary>
internal sealed class ServerDiagnostics(ILoggerFactory loggers) : IDisposable
{
    public ILoggerFactory Loggers { get; } = loggers;

    public BackgroundLoops Loops { get; } = new(TimeProvider.System, loggers);

    /// <summary>Of a command that has no log.</summary>
    public static ServerDiagnostics None() => new(NullLoggerFactory.Instance);

    public static ServerDiagnostics Open(ServerOptions options, TextWriter output)
    {
        var level = options.LogLevel ?? LogLevel.Information;
        Func<LogEvent, string> render = options.LogFormat == LogFormat.Json ? JsonLog.Render : TextLog.Render;
        return new ServerDiagnostics(LoggerFactory.Create(logging => logging
            .SetMinimumLevel(level)
            // The framework's own events are many, and its errors are in Slipway's.
            .AddFilter("Microsoft", level == LogLevel.Trace || level > LogLevel.Warning ? level : LogLevel.Warning)
            // Its scopes repeat the request's id under other names.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
            .AddProvider(new LogProvider(output, render, TimeProvider.System))));
    }

    public ILogger<T> Log<T>() => Loggers.CreateLogger<T>();

    public void Dispose() => Loggers.Dispose();
}
