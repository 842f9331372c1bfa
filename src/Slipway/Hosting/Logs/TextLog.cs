using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Slipway.Hosting.Logs;

/// <summary>
/// A line for each event: time, level, category, message, scopes. The stack of an exception is indented below it, so
/// that no text of an exception passes for an event.
/// </summary>
internal static class TextLog
{
    private const string Indent = "    ";

    public static string Render(LogEvent logged)
    {
        var text = new StringBuilder(256);
        text.Append(logged.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture))
            .Append("Z ").Append(NameOf(logged.Level)).Append(' ').Append(logged.Category).Append(' ')
            .Append(Line(logged.Message));
        // The framework's own name of a connection says nothing beside the request's id.
        foreach (var (name, value) in logged.Scopes.Where(scope => scope.Key != "ConnectionId"))
            text.Append(" [").Append(name).Append('=').Append(Line(value?.ToString() ?? "")).Append(']');
        text.Append('\n');
        foreach (var line in (logged.Exception?.ToString() ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            text.Append(Indent).Append(Line(line.TrimEnd('\r'))).Append('\n');
        return text.ToString();
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => level.ToString().ToLowerInvariant(),
    };

    private static string Line(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;
}
