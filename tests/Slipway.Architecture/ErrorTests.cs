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

    /// <summary>An arm of a switch over codes.</summary>
    [GeneratedRegex(@"(?<!\{ Code: )\bErrorCode\.\w+\s*=>")]
    private static partial Regex ArmsOfCodes();
}
