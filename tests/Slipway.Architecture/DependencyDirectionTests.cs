using System.Xml.Linq;

namespace Slipway.Architecture;

public class DependencyDirectionTests
{
    /// <summary>The house from the ground up: a project may refer to those above it in this list only.</summary>
    private static readonly string[] FromTheGround =
    [
        "Slipway.Diagnostics", "Slipway.Linux", "Slipway.Oci", "Slipway.Yaml", "Slipway.Registry", "Slipway.Engine",
        "Slipway.Cartridges", "Slipway.Templates", "Slipway.Build", "Slipway.Dockerfiles", "Slipway.SourceToImage",
        "Slipway.ImageTests", "Slipway.Factory", "Slipway.Platform", "Slipway.Edge", "Slipway.Git", "Slipway.Storage",
        "Slipway.Web", "Slipway",
    ];

    public static TheoryData<string> Projects =>
        [.. Directory.GetDirectories(Path.Combine(SourceTree.Root, "src")).Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_what_is_below_it(string project)
    {
        var own = Array.IndexOf(FromTheGround, project);
        own.ShouldBeGreaterThanOrEqualTo(0, $"{project} has no floor in this test");
        foreach (var reference in References(project))
            Array.IndexOf(FromTheGround, reference).ShouldBeLessThan(own, $"{project} refers up to {reference}");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_project_has_tests_of_its_own(string project) =>
        Directory.Exists(Path.Combine(SourceTree.Root, "tests", project + ".Tests")).ShouldBeTrue();

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(Path.Combine(SourceTree.Root, "src", project, project + ".csproj"))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
}
