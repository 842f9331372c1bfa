using Slipway.Factory;
using Slipway.Testing;

namespace Slipway.Factory.Tests.Trees;

/// <summary>What the manifest beside a template says its image is called.</summary>
public class CartridgeAliasesTests
{
    [Theory]
    [InlineData("Name: nodejs\nVersion: \"18\"\n", "cartridges/nodejs:18")]
    [InlineData("Name: nodejs\nVersion: \"18\"\nVersions: [\"18\", \"18.20\"]\n",
        "cartridges/nodejs:18 cartridges/nodejs:18.20")]
    [InlineData("Name: nodejs\nVersion: \"18\"\nImage-name: demo/node:eighteen\n", "demo/node:eighteen")]
    [InlineData("Name: nodejs\nVersion: \"18\"\nVersions: [\"18\", \"20\"]\nVersion-Overrides: {\"20\": {Image-name: " +
        "\"cartridges/nodejs:20\"}}\n", "cartridges/nodejs:18")]
    [InlineData("apiVersion: v1\nkind: Pod\n", "")]
    [InlineData("- a list\n", "")]
    public void An_image_is_called_as_the_versions_of_its_manifest(string manifest, string expected)
    {
        using var tree = new TestTree(("node/Dockerfile.j2", "FROM scratch"), ("node/manifest.yml", manifest));
        string.Join(' ', tree.Read().Images["node"].Settings.Aliases).ShouldBe(expected);
    }

    [Fact]
    public void Other_aliases_stay_beside_those_of_the_manifest()
    {
        using var tree = new TestTree(
            ("node/Dockerfile.j2", "FROM scratch"), ("node/manifest.yml", "Name: nodejs\nVersion: \"18\"\n"),
            ("node/image.yml", "aliases: [mine/node:1]\n"));
        tree.Read().Images["node"].Settings.Aliases.ShouldBe(["mine/node:1", "cartridges/nodejs:18"]);
    }

    [Theory]
    [InlineData("Name: x\nVersion: \"1\"\nImage-name: registry.example.com/x:1\n", "no image here")]
    [InlineData("Name: x\nVersion: \"1\"\nImage-name: x\n", "no image here")]
    [InlineData("Name: [\n", "line")]
    public void A_manifest_that_names_no_image_of_this_registry_is_refused(string manifest, string cause)
    {
        using var tree = new TestTree(("x/Dockerfile.j2", "FROM scratch"), ("x/manifest.yml", manifest));
        var refused = Refusal.Of(ErrorCode.Factory, tree.Read);
        refused.Message.ShouldContain("x/manifest.yml, line");
        refused.Message.ShouldContain(cause);
        refused.NextStep.ShouldNotBeNull();
    }

    [Fact]
    public void Two_images_with_one_alias_are_refused()
    {
        using var tree = new TestTree(
            ("a/Dockerfile.j2", "FROM scratch"), ("a/manifest.yml", "Name: x\nVersion: \"1\"\n"),
            ("b/Dockerfile.j2", "FROM scratch"), ("b/image.yml", "aliases: [cartridges/x:1]\n"));
        Refusal.Of(ErrorCode.Factory, tree.Read).Message.ShouldBe("cartridges/x:1 is an alias of a and of b");
    }
}
