using System.Text.RegularExpressions;

namespace Slipway.Architecture;

/// <summary>What happens is told in one way, and time is asked for in one way.</summary>
public partial class DiagnosticsTests
{
    /// <summary>These only put the time on what they make: a line, an event, a commit, a certificate's age.</summary>
    private static readonly string[] Stamps =
    [
        "src/Slipway.Dockerfiles/Execution/RemoteSources.cs",
        "src/Slipway.Engine/Builds/StepOutput.cs",
        "src/Slipway.Engine/Embedded/Gears/GearExitWatch.cs",
        "src/Slipway.Engine/Embedded/Gears/GearStarter.cs",
        "src/Slipway.Engine/Embedded/Logs/LogParser.cs",
        "src/Slipway.Git/Repositories/TemplateImport.cs",
        "src/Slipway.ImageTests/Services/TlsProbe.cs",
        "src/Slipway.Web/Endpoints/FactoryMapping.cs",
        "src/Slipway.Web/Endpoints/OperationEndpoints.cs",
        "src/Slipway.Web/Endpoints/ResourceMapping.cs",
        "src/Slipway.Web/Streams/ProgressStream.cs",
        "src/Slipway/Terminal/HumanReadable.cs",
    ];

    /// <summary>Projects that still hand reports on; none may be added.</summary>
    private static readonly string[] Reporting = ["src/Slipway.Platform/"];

    [Fact]
    public void Nothing_is_reported_but_by_a_logger() =>
        Lines(Report(), file => !Reporting.Any(project => file.StartsWith(project, StringComparison.Ordinal)))
            .ShouldBeEmpty("take an ILogger<T>");

    [Fact]
    public void What_is_logged_has_a_method_with_a_message_and_named_fields() =>
        Lines(LogCall(), _ => true).ShouldBeEmpty("declare a [LoggerMessage]");

    [Fact]
    public void Time_is_asked_of_a_TimeProvider() =>
        Lines(UtcNow(), file => !Stamps.Contains(file)).ShouldBeEmpty("use TimeProvider, or Polling to wait");

    [Fact]
    public void A_file_that_may_stamp_does() =>
        Stamps.Where(file => !UtcNow().IsMatch(File.ReadAllText(Path.Combine(SourceTree.Root, file)))).ShouldBeEmpty();

    [Fact]
    public void Only_the_command_line_writes_to_the_terminal() =>
        Lines(ConsoleCall(), file => !Terminal().IsMatch(file)).ShouldBeEmpty("log it, or return it");

    private static IEnumerable<string> Lines(Regex banned, Func<string, bool> concerns) =>
        from file in SourceTree.Files("src")
        let name = SourceTree.Relative(file)
        where concerns(name)
        from line in File.ReadLines(file).Index()
        where banned.IsMatch(line.Item)
        select $"{name}:{line.Index + 1}";

    [GeneratedRegex(@"Action<string>\??\s+(?:report|log)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Report();

    [GeneratedRegex(@"\.Log(?:Trace|Debug|Information|Warning|Error|Critical)\(")]
    private static partial Regex LogCall();

    [GeneratedRegex(@"\bDateTime(?:Offset)?\.(?:Utc)?Now\b")]
    private static partial Regex UtcNow();

    [GeneratedRegex(@"\bConsole\.(?:(?:Error|Out)\.)?Write(?:Line)?(?:Async)?\(")]
    private static partial Regex ConsoleCall();

    [GeneratedRegex(@"\Asrc/Slipway/(?:Program\.cs\z|Commands/|Terminal/)")]
    private static partial Regex Terminal();
}
