using System.Xml.Linq;

namespace Slipway.Architecture;

public class DependencyDirectionTests
{
    /// <summary>
    /// The house from the ground up: what each project may refer to. A new reference is a decision that
    /// is written here.
    /// </summary>
    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["Diagnostics"] = "",
        ["Linux"] = "Diagnostics",
        ["Oci"] = "Diagnostics Linux",
        ["Yaml"] = "Diagnostics Oci",
        ["Registry"] = "Diagnostics Linux Oci",
        ["Engine"] = "Diagnostics Linux Oci Registry",
        ["Cartridges"] = "Diagnostics Linux Oci Yaml",
        ["Templates"] = "Diagnostics Linux",
        ["Build"] = "Diagnostics Linux Oci Registry",
        ["Dockerfiles"] = "Diagnostics Linux Oci Registry Engine Build",
        ["SourceToImage"] = "Diagnostics Linux Oci Registry Engine Build",
        ["ImageTests"] = "Diagnostics Linux Oci Yaml Registry Engine Build",
        ["Factory"] = "Diagnostics Linux Oci Yaml Registry Engine Build Templates Dockerfiles ImageTests",
        ["Platform"] = "Diagnostics Linux Oci Registry Engine Cartridges SourceToImage",
        ["Edge"] = "Diagnostics Linux Platform",
        ["Git"] = "Diagnostics Linux Registry Build Platform",
        ["Storage"] = "Diagnostics Oci Registry Build Factory Platform",
        ["Web"] = "Diagnostics Linux Oci Yaml Registry Engine Cartridges Build Dockerfiles ImageTests Factory Platform",
        [""] = "Diagnostics Linux Oci Yaml Registry Engine Cartridges Build Templates Dockerfiles SourceToImage " +
            "ImageTests Factory Platform Edge Git Storage Web",
    };

    public static TheoryData<string> Projects =>
        [.. Directory.GetDirectories(Path.Combine(SourceTree.Root, "src")).Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_what_this_list_allows(string project)
    {
        Allowed.ShouldContainKey(Short(project), $"{project} is not in the list of this test");
        References(project).Except(AllowedFor(project)).ShouldBeEmpty();
    }

    [Fact]
    public void The_list_leads_up_only()
    {
        var built = new HashSet<string>();
        foreach (var (project, _) in Allowed)
        {
            AllowedFor("Slipway." + project).Except(built).ShouldBeEmpty($"{project} refers up");
            built.Add("Slipway." + project);
        }
    }

    [Fact]
    public void No_reference_comes_by_way_of_another_project() =>
        File.ReadAllText(Path.Combine(SourceTree.Root, "src", "Directory.Build.props"))
            .ShouldContain("<DisableTransitiveProjectReferences>true</DisableTransitiveProjectReferences>");

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_project_has_tests_of_its_own(string project) =>
        Directory.Exists(Path.Combine(SourceTree.Root, "tests", project + ".Tests")).ShouldBeTrue();

    private static IEnumerable<string> AllowedFor(string project) =>
        Allowed[Short(project)].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => "Slipway." + name);

    private static string Short(string project) =>
        project is "Slipway" or "Slipway." ? "" : project["Slipway.".Length..];

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(Path.Combine(SourceTree.Root, "src", project, project + ".csproj"))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
}
