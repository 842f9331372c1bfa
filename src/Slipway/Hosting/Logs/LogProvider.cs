using Microsoft.Extensions.Logging;

namespace Slipway.Hosting.Logs;

/// <summary>Writes each event at once, whole, to one writer: the server's log or its terminal.</summary>
internal sealed class LogProvider(TextWriter output, Func<LogEvent, string> render, TimeProvider time)
    : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose() => output.Flush();

    private List<KeyValuePair<string, object?>> Scopes()
    {
        var found = new List<KeyValuePair<string, object?>>();
        _scopes.ForEachScope(static (scope, all) => all.AddRange(FieldsOf(scope)), found);
        return found;
    }

    private static IEnumerable<KeyValuePair<string, object?>> FieldsOf(object? state) =>
        (state as IEnumerable<KeyValuePair<string, object?>> ?? []).Where(field => field.Key != "{OriginalFormat}");

    private sealed class Logger(LogProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => provider._scopes.Push(state);

        /// <summary>Levels are filtered before.</summary>
        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => provider.Write(new LogEvent(
            provider.Now, logLevel, category, formatter(state, exception), exception, [.. FieldsOf(state)],
            provider.Scopes()));
    }

    private DateTimeOffset Now => time.GetUtcNow();

    private void Write(LogEvent logged) => output.Write(render(logged));
}
