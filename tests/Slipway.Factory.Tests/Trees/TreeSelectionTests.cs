using Slipway.Factory;
using Slipway.Factory.Trees;
using Slipway.Testing;

namespace Slipway.Factory.Tests.Trees;

public class TreeSelectionTests
{
    private const string Settings = """
        directories: [docker/images, cartridges/]
        sources: {app: {directory: apps/app}, other: {git: "https://git.example.com/other.git"}}
        override: overrides/all.j2
        package-repositories: repos.yaml
        """;

    [Theory]
    [InlineData("docker", true)]
    [InlineData("docker/images", true)]
    [InlineData("docker/images/base", true)]
    [InlineData("docker/other", false)]
    [InlineData("cartridges/nodejs", true)]
    [InlineData("cartridges-old", false)]
    [InlineData("apps", true)]
    [InlineData("apps/app/src", true)]
    [InlineData("apps/other", false)]
    [InlineData("overrides", true)]
    [InlineData("artifacts", false)]
    [InlineData(".git", false)]
    [InlineData("docker/images/.git", false)]
    public void A_tree_has_the_directories_that_its_settings_name(string directory, bool expected)
    {
        using var tree = new TestTree(("factory.yml", Settings));
        TreeSelection.Of(tree.Path).HasDirectory(directory).ShouldBe(expected);
    }

    [Theory]
    [InlineData("factory.yml", true)]
    [InlineData("macros.j2", true)]
    [InlineData("repos.yaml", true)]
    [InlineData(".gitignore", false)]
    [InlineData(".git", false)]
    [InlineData("docker/readme", false)]
    [InlineData("docker/images/base/Dockerfile.j2", true)]
    [InlineData("docker/images/base/.dockerignore", true)]
    [InlineData("apps/app/main.py", true)]
    [InlineData("overrides/all.j2", true)]
    [InlineData("overrides/other.j2", false)]
    [InlineData("src/Program.cs", false)]
    public void A_tree_has_the_files_below_them_and_those_at_the_top(string file, bool expected)
    {
        using var tree = new TestTree(("factory.yml", Settings));
        TreeSelection.Of(tree.Path).HasFile(file).ShouldBe(expected);
    }

    [Fact]
    public void A_tree_whose_settings_name_no_directory_is_all_of_it_but_for_what_is_gits()
    {
        using var tree = new TestTree(("base/Dockerfile", "FROM scratch"));
        var selection = TreeSelection.Of(tree.Path);
        selection.HasFile("base/.hidden").ShouldBeTrue();
        selection.HasDirectory("anything/below").ShouldBeTrue();
        selection.HasDirectory("base/.git").ShouldBeFalse();
    }

    [Fact]
    public void Settings_that_are_refused_are_refused_before_anything_is_sent()
    {
        using var tree = new TestTree(("factory.yml", "nmae: x"));
        Refusal.Of(ErrorCode.Factory, () => TreeSelection.Of(tree.Path)).Message.ShouldContain("nmae");
    }
}
