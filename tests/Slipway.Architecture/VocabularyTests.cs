using System.Text.RegularExpressions;

namespace Slipway.Architecture;

/// <summary>
/// The words of the field: an engineer who knows Kubernetes, OCI, Docker, HAProxy, git and Heroku must not have to
/// decode a name or a sentence. Names and phrases that were replaced must not come back.
/// </summary>
public partial class VocabularyTests
{
    /// <summary>Replaced names of types, with the ones that took their place.</summary>
    private static readonly Dictionary<string, string> Types = new()
    {
        ["Look"] = "PollResult", ["Lookout"] = "Poller", ["Sighting"] = "WatchState", ["Bell"] = "WakeSignal",
        ["Crew"] = "ParallelBuilder", ["Workplace"] = "Workspace", ["Traditions"] = "Dialects",
        ["BuildGround"] = "BuildServices", ["ScratchRooms"] = "ScratchDirectories", ["MountingRoom"] = "MountStaging",
        ["SnapshotShelf"] = "SnapshotDirectory", ["PackageShelf"] = "PackageStore", ["Shelf"] = "a store or directory",
        ["Patience"] = "Timeout or RetryWindow", ["PushTurns"] = "RepositoryLocks", ["Rotation"] = "ImagePruner",
        ["Retention"] = "PrunePlan", ["RetentionPlan"] = "ImagePrunePlan", ["RetentionPolicy"] = "ImagePrunePolicy",
        ["Retirement"] = "ReleasePruner", ["GearLiveness"] = "ReadinessCheck", ["LivenessPolicy"] = "ReadinessPolicy",
        ["PodVerdict"] = "PodReadiness", ["RegistryUpkeep"] = "RegistryMaintenance",
        ["RepositoryUpkeep"] = "RepositoryMaintenance", ["Housekeeping"] = "MaintenanceService",
        ["FactoryRun"] = "FactoryBuildRequest", ["GivenSource"] = "SourceOverride", ["GivenFile"] = "InjectedFile",
        ["FileGiving"] = "FileInjection", ["LineCutter"] = "LineSplitter", ["PlainLine"] = "TerminalSafeLine",
        ["WholeFile"] = "AtomicFile", ["BuildPlaces"] = "BuildRootPaths", ["ArtifactMaking"] = "ArtifactBuilder",
        ["BuilderFacts"] = "BuilderImageInfo", ["HostFacts"] = "HostCapabilities", ["Foundation"] = "Infrastructure",
    };

    /// <summary>Replaced phrases of pages, comments and texts, with what says the same in standard words.</summary>
    private static readonly (string Phrase, string Instead)[] Phrases =
    [
        ("in one stroke", "atomically"),
        ("come to life", "become ready"), ("comes to life", "becomes ready"), ("came to life", "became ready"),
        ("sign of life", "readiness check"), ("signs of life", "readiness check"), ("showed no life", "not ready"),
        ("Who are you", "Unauthorized"), ("Nothing is left", "Insufficient Storage"),
        ("nobody vouches", "untrusted"), ("goes on where", "resumes"), ("go on where", "resume"),
        ("what came of", "the result of"), ("what comes of", "the result of"), ("by whom", "name the account"),
        ("upkeep", "maintenance"), ("housekeeping", "maintenance"), ("the rotation", "prune"),
        ("carries out", "executes or runs"), ("carry out", "execute or run"), ("carried out", "executed or run"),
        ("takes up what", "resumes"), ("taken up", "resumed"), ("takes back what", "undoes"),
        ("lookout", "poller"), ("the workplace", "the workspace"), ("traditions", "dialects"),
        ("registry elsewhere", "another registry"), ("repository elsewhere", "a remote repository"),
        ("repositories elsewhere", "remote repositories"), ("images elsewhere", "images of other registries"),
        ("though it did not move", "even if it did not change"), ("looks now", "polls now"),
        ("it said last", "last output"), ("last words", "last output"), ("taking back", "undoing"),
        ("could not go on", "cannot continue"), ("gears and edge go on", "gears and edge continue"),
        ("joins it there", "can join it"),
    ];

    /// <summary>Replaced names of members, parameters and variables.</summary>
    private static readonly Dictionary<string, string> Identifiers = new()
    {
        ["room"] = "directory or space", ["rooms"] = "directories", ["Room"] = "Directory", ["Rooms"] = "Directories",
        ["house"] = "fixture", ["_house"] = "_fixture", ["shelf"] = "store", ["objections"] = "errors",
        ["Anybodys"] = "FileModes", ["Surround"] = "StartThenSwitch", ["Said"] = "a verb of what it does",
        ["told"] = "the type's noun", ["Told"] = "Sent or Reported", ["OwnerOnly"] = "UnixFileModes",
        ["retention"] = "plan", ["rotation"] = "plan", ["LeastGears"] = "MinGears", ["MostGears"] = "MaxGears",
    };

    [Fact]
    public void A_bound_is_called_Max_or_Min() => SourceTree.Files("src", "tests", "bench", "fuzz")
        .Where(file => Path.GetFileName(file) != "VocabularyTests.cs")
        .SelectMany(file => Bound().Matches(File.ReadAllText(file))
            .Select(match => $"{SourceTree.Relative(file)}: {match.Value}: write Max… or Min…"))
        .Distinct().ShouldBeEmpty();

    [Fact]
    public void A_type_has_the_name_that_the_field_has_for_it() => SourceTree.Files("src", "tests", "bench", "fuzz")
        .SelectMany(file => Declaration().Matches(File.ReadAllText(file))
            .Select(match => match.Groups[1].Value).Where(Types.ContainsKey)
            .Select(name => $"{SourceTree.Relative(file)}: {name}: write {Types[name]}"))
        .ShouldBeEmpty();

    [Fact]
    public void A_member_or_variable_has_the_name_that_the_field_has_for_it() => SourceTree
        .Files("src", "tests", "bench", "fuzz")
        .SelectMany(file => Code(File.ReadAllText(file)).SelectMany(line => Name().Matches(line.Text)
            .Where(match => Identifiers.ContainsKey(match.Value))
            .Select(match => $"{SourceTree.Relative(file)}:{line.Number}: {match.Value}: " +
                $"write {Identifiers[match.Value]}")))
        .ShouldBeEmpty();

    [Fact]
    public void Texts_and_comments_are_no_names() => Code(
        "var a = \"the room\"; // a room\n/// told\nvar b = \"\"\"\n  told\n  \"\"\";\nvar house = $\"{room}\";")
        .SelectMany(line => Name().Matches(line.Text)).Select(match => match.Value)
        .Where(Identifiers.ContainsKey).ShouldBe(["house"]);

    [Fact]
    public void A_page_speaks_the_fields_words() => DocumentsTests.PageFiles
        .SelectMany(page => Replaced(page, Lines(page))).ShouldBeEmpty();

    [Fact]
    public void Comments_and_texts_speak_the_fields_words() => SourceTree.Files("src").Select(SourceTree.Relative)
        .SelectMany(file => Replaced(file, Lines(file).Select(line => Prose().Match(line).Value)))
        .ShouldBeEmpty();

    private static IEnumerable<string> Replaced(string file, IEnumerable<string> lines) => lines.Index()
        .SelectMany(line => Phrases
            .Where(phrase => line.Item.Contains(phrase.Phrase, StringComparison.OrdinalIgnoreCase))
            .Select(phrase => $"{file}:{line.Index + 1}: \"{phrase.Phrase}\": write \"{phrase.Instead}\""));

    /// <summary>The lines of a file without their texts and comments.</summary>
    private static IEnumerable<(int Number, string Text)> Code(string text)
    {
        var isRaw = false;
        foreach (var (index, line) in text.Split('\n').Index())
        {
            var parts = line.Split("\"\"\"");
            var code = string.Concat(parts.Where((_, part) => (part % 2 == 1) == isRaw));
            isRaw ^= parts.Length % 2 == 0;
            yield return (index + 1, TextOrComment().Replace(code, ""));
        }
    }

    private static string[] Lines(string file) => File.ReadAllLines(Path.Combine(SourceTree.Root, file));

    [GeneratedRegex(@"\b(?:Most|Longest|Widest|Largest|Deepest|Fewest|Shortest|Smallest|Least)[A-Z]\w*")]
    private static partial Regex Bound();

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum|record struct|record class)\s+([A-Z]\w*)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\b\w+\b")]
    private static partial Regex Name();

    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"|//.*
        """)]
    private static partial Regex TextOrComment();

    /// <summary>From the first quote or comment of a line on: names before it are not prose.</summary>
    [GeneratedRegex("(?:\"|//).*")]
    private static partial Regex Prose();
}
