using System.Text.RegularExpressions;

namespace Slipway.Architecture;

/// <summary>
/// The folders of a project have a direction: what a folder uses does not use it back, on no way round. Folders are
/// namespaces (see <see cref="HouseRulesTests"/>); a folder uses another when one of its files has a using of it.
/// </summary>
public partial class FolderCycleTests
{
    /// <summary>Folders that go in circles today. The list only shrinks.</summary>
    private static readonly HashSet<string> KnownCycles =
    [
        "Slipway.Templates: Compilation Formatting Globals Methods Rendering Syntax Values",
    ];

    private static readonly string[] Names =
        [.. Directory.GetDirectories(Path.Combine(SourceTree.Root, "src")).Select(path => Path.GetFileName(path)!)];

    public static TheoryData<string> Projects => [.. Names];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_folder_of_a_project_uses_itself_by_way_of_another(string project) => CyclesOf(project)
        .Where(cycle => !KnownCycles.Contains(cycle)).ShouldBeEmpty();

    [Fact]
    public void A_cycle_that_is_gone_is_taken_off_the_list() =>
        KnownCycles.Except(Names.SelectMany(CyclesOf)).ShouldBeEmpty();

    [Fact]
    public void A_way_round_by_a_third_folder_is_a_cycle() => Cycles(
        new Dictionary<string, HashSet<string>> { ["a"] = ["b"], ["b"] = ["c"], ["c"] = ["a"], ["d"] = ["a"] })
        .ShouldHaveSingleItem().ShouldBe(["a", "b", "c"]);

    private static IEnumerable<string> CyclesOf(string project) => Cycles(Uses(project)).Select(
        cycle => $"{project}: {string.Join(' ', cycle.Select(name => Relative(project, name)))}");

    private static string Relative(string project, string name) =>
        name == project ? "(root)" : name[(project.Length + 1)..];

    /// <summary>Namespace to the namespaces of the same project that its files use.</summary>
    private static Dictionary<string, HashSet<string>> Uses(string project)
    {
        var files = SourceTree.Files(Path.Combine("src", project)).Select(File.ReadAllText)
            .Select(text => (Namespace: Namespace().Match(text).Groups[1].Value, Text: text))
            .Where(file => file.Namespace.Length > 0).ToList();
        var known = files.Select(file => file.Namespace).ToHashSet();
        return files.GroupBy(file => file.Namespace).ToDictionary(folder => folder.Key, folder => folder
            .SelectMany(file => Using().Matches(file.Text)).Select(match => match.Groups[1].Value)
            .Where(used => used != folder.Key && known.Contains(used)).ToHashSet());
    }

    /// <summary>Folders that reach each other, as one cycle; each in order of names.</summary>
    private static IEnumerable<string[]> Cycles(IReadOnlyDictionary<string, HashSet<string>> uses)
    {
        var reach = uses.Keys.ToDictionary(name => name, name => Reach(uses, name));
        return uses.Keys.Where(name => reach[name].Contains(name))
            .Select(name => uses.Keys.Where(other => reach[name].Contains(other) && reach[other].Contains(name))
                .Order(StringComparer.Ordinal).ToArray())
            .DistinctBy(cycle => cycle[0]);
    }

    private static HashSet<string> Reach(IReadOnlyDictionary<string, HashSet<string>> uses, string from)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>(uses[from]);
        while (open.TryPop(out var name))
        {
            if (reached.Add(name) && uses.TryGetValue(name, out var next))
                foreach (var other in next)
                    open.Push(other);
        }
        return reached;
    }

    [GeneratedRegex(@"^namespace ([A-Za-z0-9_.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?([A-Za-z0-9_.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();
}
