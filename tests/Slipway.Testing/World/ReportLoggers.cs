using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Slipway.Testing.World;

/// <summary>A server's log as a list of lines, stacks included.</summary>
public sealed class ReportLoggers(ConcurrentQueue<string> lines) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new ReportLogger(lines);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private sealed class ReportLogger(ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(exception is null ? formatter(state, null) : $"{formatter(state, exception)}\n{exception}");
    }
}
