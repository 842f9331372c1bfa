using Microsoft.Extensions.Logging;

namespace Slipway.Hosting.Logs;

/// <summary>One event of the server's log.</summary>
/// <param name="Fields">What the message names.</param>
/// <param name="Scopes">What the event happened in, such as a request.</param>
internal sealed record LogEvent(
    DateTimeOffset Time, LogLevel Level, string Category, string Message, Exception? Exception,
    IReadOnlyList<KeyValuePair<string, object?>> Fields, IReadOnlyList<KeyValuePair<string, object?>> Scopes);
