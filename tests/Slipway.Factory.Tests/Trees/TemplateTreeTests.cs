using Slipway.Build.Remote;
using Slipway.Factory;
using Slipway.Factory.Naming;
using Slipway.Factory.Trees;
using Slipway.Testing;

namespace Slipway.Factory.Tests.Trees;

public class TemplateTreeTests
{
    [Fact]
    public void An_image_is_a_directory_with_a_template_and_has_its_name()
    {
        using var tree = new TestTree(
            ("docker/base/Dockerfile.j2", "FROM scratch"), ("docker/keystone/keystone-api/Dockerfile", "FROM scratch"),
            ("docker/base/files/readme", ""));
        var read = tree.Read();
        read.Images.Keys.ShouldBe(["base", "keystone-api"]);
        read.Images["keystone-api"].ShouldBe(new TreeImage(
            "keystone-api", "docker/keystone/keystone-api", "Dockerfile", read.Images["keystone-api"].Settings));
        read.Settings.ShouldSatisfyAllConditions(s => s.Name.ShouldBe("tree"), s => s.Namespace.ShouldBe("tree"),
            s => s.Strict.ShouldBeTrue());
    }

    [Theory]
    [InlineData("git: ssh://git.example.com/app.git")]
    [InlineData("git: file:///etc")]
    [InlineData("git: https://user:word@git.example.com/app.git")]
    [InlineData("{git: https://git.example.com/app.git, ref: '--upload-pack=x'}")]
    [InlineData("{git: https://git.example.com/app.git, ref: 'main:docs'}")]
    public void A_source_that_cannot_be_fetched_is_refused(string source)
    {
        using var tree = new TestTree(
            ("factory.yml", $"sources:\n  app: {(source.StartsWith('{') ? source : $"{{{source}}}")}\n"),
            ("base/Dockerfile.j2", "FROM scratch"));
        Refusal.Of(ErrorCode.Factory, () => tree.Read()).Message.ShouldContain("cannot be fetched");
    }

    [Fact]
    public void Settings_of_the_tree_and_of_its_images_are_read()
    {
        using var tree = new TestTree(
            ("factory.yml", """
                name: own
                group: debian12-slipway1-stable
                maintainer: Team <team@example.com>
                layers: {base: debian, tools: slipway, common-libs: libs}
                directories: [images]
                bases: [images/debian]
                variables:
                  release: 12
                  ratio: 1.5
                  quoted: "12"
                  on: true
                  none: ~
                  mirrors: [a, {b: c}]
                sources:
                  app: {directory: apps/app}
                  keystone: {git: "https://git.example.com/keystone.git", ref: stable}
                tolerate: [user]
                """),
            ("images/debian/image.yml",
                "debian: {suite: bookworm, packages: [curl]}\nversion: \"12.0\"\naliases: [images/debian:12]\n"),
            ("images/tools/Dockerfile.j2", "FROM scratch"),
            ("images/tools/image.yml", "name: debian-slipway\nversion: \"1.10\"\n"),
            ("elsewhere/other/Dockerfile.j2", "FROM scratch"));
        var read = tree.Read();
        read.Images.Keys.ShouldBe(["debian", "debian-slipway"]);
        read.Images["debian"].Template.ShouldBeNull();
        read.Images["debian"].Settings.Debian.ShouldBe("bookworm");
        read.Images["debian-slipway"].Settings.Version.ShouldBe(new VersionLine(1, 10));
        read.Settings.Layers.ShouldBe(new LayerScheme("debian", "slipway", "libs"));
        read.Settings.Sources["app"].ShouldBe(new TreeSource.Directory("apps/app"));
        read.Settings.Sources["keystone"].ShouldBe(
            new TreeSource.Git(new GitAddress(new Uri("https://git.example.com/keystone.git"), "stable", "")));
        var variables = read.Settings.Variables;
        (variables["release"], variables["ratio"], variables["quoted"], variables["on"], variables["none"])
            .ShouldBe((12L, 1.5, "12", true, null));
    }

    [Theory]
    [InlineData("nmae: x", "nmae")]
    [InlineData("group: Not A Group", "group")]
    [InlineData("layers: {base: debian}", "tools")]
    [InlineData("sources: {a: {}}", "neither directory nor git")]
    [InlineData("strict: perhaps", "strict")]
    [InlineData("group: debian8.3-mos9.0-stable", "taken for a registry")]
    [InlineData("registry: not/one", "registry")]
    [InlineData("- a list", "no map")]
    [InlineData("name: [", "line")]
    public void A_file_that_is_not_understood_is_refused_with_its_line(string text, string cause)
    {
        using var tree = new TestTree(("factory.yml", text), ("base/Dockerfile", "FROM scratch"));
        var refused = Refusal.Of(ErrorCode.Factory, tree.Read);
        refused.Message.ShouldContain("factory.yml");
        refused.Message.ShouldContain(cause);
        refused.NextStep.ShouldNotBeNull();
    }

    [Fact]
    public void Two_images_of_one_name_are_refused_and_both_are_named()
    {
        using var tree = new TestTree(("a/base/Dockerfile", "FROM scratch"), ("b/base/Dockerfile", "FROM scratch"));
        var refused = Refusal.Of(ErrorCode.Factory, tree.Read);
        refused.Message.ShouldContain("a/base");
        refused.Message.ShouldContain("b/base");
    }

    [Fact]
    public void A_tree_without_images_is_refused()
    {
        using var tree = new TestTree(("readme", ""));
        Refusal.Of(ErrorCode.Factory, tree.Read).Message.ShouldContain("no image");
    }

    [Fact]
    public void Links_lead_nowhere_outside_of_the_tree()
    {
        using var outside = new TestTree(
            ("secret/Dockerfile", "FROM scratch"), ("factory.yml", "name: stolen"), ("secret.j2", "stolen"));
        using var tree = new TestTree(("base/Dockerfile.j2", "FROM scratch\n{% include 'secret.j2' ignore missing %}"));
        File.CreateSymbolicLink(Path.Combine(tree.Path, "linked"), outside.Path);
        File.CreateSymbolicLink(Path.Combine(tree.Path, "factory.yml"), Path.Combine(outside.Path, "factory.yml"));
        File.CreateSymbolicLink(Path.Combine(tree.Path, "base", "secret.j2"), Path.Combine(outside.Path, "secret.j2"));
        var read = tree.Read();
        read.Images.Keys.ShouldBe(["base"]);
        read.Settings.Name.ShouldBe("tree");
        new TreeRenderer(read).Render(read.Images["base"]).Dockerfile.ShouldNotBeNull().ShouldNotContain("stolen");
    }
}
