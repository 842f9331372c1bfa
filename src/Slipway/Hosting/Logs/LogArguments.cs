using System.CommandLine;
using Microsoft.Extensions.Logging;
using Slipway.Client;

namespace Slipway.Hosting.Logs;

/// <summary>The options of the server's log; what they leave out, the environment may say.</summary>
internal static class LogArguments
{
    private const string LevelVariable = "SLIPWAY_LOG_LEVEL";
    private const string FormatVariable = "SLIPWAY_LOG_FORMAT";

    public static readonly Option<string?> Level = new("--log-level")
    {
        Description = $"what the log has: trace, debug, information, warning or error (${LevelVariable}, information)",
        HelpName = "LEVEL",
    };

    public static readonly Option<string?> Format = new("--log-format")
    {
        Description = $"how the log is written: text, or json, a document a line (${FormatVariable}, text)",
        HelpName = "FORMAT",
    };

    /// <exception cref="SlipwayException">It is none.</exception>
    public static LogLevel? LevelOf(string? given) => Given(given, LevelVariable) switch
    {
        null => null,
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "information" => LogLevel.Information,
        "warning" => LogLevel.Warning,
        "error" => LogLevel.Error,
        var other => throw new SlipwayException(
            ErrorCode.Usage, $"'{other}' is not a level of the log",
            $"write --log-level trace, debug, information, warning or error, or set {LevelVariable} to one of them"),
    };

    /// <exception cref="SlipwayException">It is none.</exception>
    public static LogFormat? FormatOf(string? given) => Given(given, FormatVariable) switch
    {
        null => null,
        "text" => LogFormat.Text,
        "json" => LogFormat.Json,
        var other => throw new SlipwayException(
            ErrorCode.Usage, $"'{other}' is not a format of the log",
            $"write --log-format text or json, or set {FormatVariable} to one of them"),
    };

    private static string? Given(string? option, string variable) =>
        option ?? (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null);
}
