using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Slipway.Testing;

/// <summary>Keeps what is logged, with the scopes it is logged in.</summary>
public sealed class RecordedLog : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<Entry> _entries = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public IReadOnlyList<Entry> Entries => [.. _entries];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    public sealed record Entry(
        LogLevel Level, string Category, string Message, Exception? Exception,
        IReadOnlyDictionary<string, object?> Scope);

    private sealed class Logger(RecordedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => log._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var scope = new Dictionary<string, object?>(StringComparer.Ordinal);
            log._scopes.ForEachScope((one, all) =>
            {
                foreach (var (name, value) in one as IEnumerable<KeyValuePair<string, object?>> ?? [])
                    all[name] = value;
            }, scope);
            log._entries.Enqueue(new Entry(logLevel, category, formatter(state, exception), exception, scope));
        }
    }
}
