using System.Reflection;
using System.Text.RegularExpressions;

namespace Slipway.Architecture;

/// <summary>One base of all errors, and one place for each boundary where they become answers.</summary>
public partial class ErrorTests
{
    /// <summary>Ends the server where a test wants it; no user ever reads it.</summary>
    private static readonly string[] NoErrorOfUsers = ["SimulatedCrashException"];

    /// <summary>Where an error becomes a status or an exit code.</summary>
    private static readonly string[] Boundaries =
    [
        "src/Slipway.Web/Problems/ProblemMapping.cs", "src/Slipway.Registry/Distribution/RegistryError.cs",
        "src/Slipway/ExitCode.cs", "src/Slipway.Git/GitFailure.cs", "src/Slipway.Platform/Operations/Failure.cs",
    ];

    /// <summary>
    /// What a stream throws is an <see cref="IOException"/>: its readers in .NET (HTTP, TLS) take nothing else for a
    /// broken connection.
    /// </summary>
    private static readonly string[] Streams =
    [
        "src/Slipway.ImageTests/Services/GearTarget.cs", "src/Slipway.ImageTests/Clusters/Api/ChannelSocket.cs",
        "src/Slipway.ImageTests/Clusters/Api/PortForwardStream.cs",
    ];

    [Fact]
    public void No_cause_is_thrown_without_a_code() => SourceTree.Files("src")
        .Where(file => !Streams.Contains(SourceTree.Relative(file)))
        .SelectMany(file => Codeless().Matches(File.ReadAllText(file))
            .Select(match => $"{SourceTree.Relative(file)}: {match.Value}…: throw a SlipwayException"))
        .ShouldBeEmpty();

    [Fact]
    public void What_may_throw_without_a_code_does() => Streams
        .Where(file => !Codeless().IsMatch(File.ReadAllText(Path.Combine(SourceTree.Root, file)))).ShouldBeEmpty();

    [Fact]
    public void Every_exception_has_a_code_and_a_next_step() => Directory
        .EnumerateDirectories(Path.Combine(SourceTree.Root, "src")).Select(path => Path.GetFileName(path)!)
        .SelectMany(project => Assembly.Load(project == "Slipway" ? "slipway" : project).GetTypes())
        .Where(type => typeof(Exception).IsAssignableFrom(type) && !typeof(SlipwayException).IsAssignableFrom(type))
        .Select(type => type.Name).Except(NoErrorOfUsers).ShouldBeEmpty();

    [Fact]
    public void Codes_become_other_answers_in_one_place_for_each_boundary() => SourceTree.Files("src")
        .Where(file => ArmsOfCodes().Count(File.ReadAllText(file)) > 1)
        .Select(SourceTree.Relative).Except(Boundaries).ShouldBeEmpty();

    [GeneratedRegex(@"\bthrow new (?:IO|Format|Timeout|InvalidData|EndOfStream)Exception\(")]
    private static partial Regex Codeless();

    /// <summary>An arm of a switch over codes.</summary>
    [GeneratedRegex(@"(?<!\{ Code: )\bErrorCode\.\w+\s*=>")]
    private static partial Regex ArmsOfCodes();
}
