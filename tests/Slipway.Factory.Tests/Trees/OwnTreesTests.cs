using System.Runtime.CompilerServices;
using Slipway.Factory.Specs;
using Slipway.Factory.Trees;

namespace Slipway.Factory.Tests.Trees;

/// <summary>
/// The project's own images. They are built by the end-to-end tests, and whole by bench/build-all; what needs no image
/// is looked at here.
/// </summary>
public class OwnTreesTests
{
    private static TemplateTree Read() =>
        TemplateTree.Read(
            Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "..")), "slipway");

    [Fact]
    public void All_spec_tests_pass()
    {
        var result = SpecTests.Run(Read());
        result.Findings.ShouldBeEmpty();
        result.Passed.ShouldBeTrue();
    }

    [Fact]
    public void Each_image_has_integration_tests_a_version_and_another_name_for_its_newest_release()
    {
        var tree = Read();
        tree.Images.Count.ShouldBeGreaterThan(5);
        foreach (var image in tree.Images.Values)
        {
            TestFiles.Of(tree, image).ShouldNotBeEmpty(image.Name);
            image.Settings.Version.ShouldNotBeNull(image.Name);
            image.Settings.Aliases.ShouldNotBeEmpty(image.Name);
        }
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
