using System.Text.Json.Nodes;
using Slipway.EndToEnd.Installations;

namespace Slipway.EndToEnd;

/// <summary>
/// The image factory as its users have it: a tree is begun, built, changed, and built for a change under review.
/// </summary>
[Collection(SharedInstallationCollection.Name)]
public class FactoryTests(SharedInstallation installation)
{
    private const string Group = "debian12-example1-stable";

    private async Task<JsonArray> BuildAsync(string tree, params string[] options)
    {
        var built = await installation.Slipway.TryAsync(["factory", "build", tree, "--output", "json", .. options]);
        built.ExitCode.ShouldBe(0, built.Errors);
        return JsonNode.Parse(built.Output)!.AsArray();
    }

    private static string States(JsonArray results) =>
        string.Join(' ', results.OrderBy(result => (string)result!["image"]!).Select(
            result => $"{result!["image"]}:{result["state"]}"));

    [Fact]
    public async Task A_tree_is_begun_built_changed_and_built_for_a_change()
    {
        var tree = Path.Combine(installation.Scratch("factory"), "images");
        (await installation.Slipway.TryAsync(["factory", "init", tree])).OrThrow();
        // The base is the installation's own: bootstrapping another one is tested where the base is.
        File.Delete(Path.Combine(tree, "debian", "image.yml"));
        await File.WriteAllTextAsync(
            Path.Combine(tree, "debian", "Dockerfile"), "FROM images/debian:12\nMAINTAINER you@example.com\n");
        await File.AppendAllTextAsync(Path.Combine(tree, "factory.yml"), "bases: [images/debian]\n");
        await File.WriteAllTextAsync(Path.Combine(tree, "tools", "Dockerfile.j2"),
            "FROM {{ image_spec('debian') }}\nMAINTAINER {{ maintainer }}\nRUN echo tools > /tools\nUSER 1001\n");

        States(await BuildAsync(tree)).ShouldBe("debian:built debian-example:built debian-example-hello:built");
        States(await BuildAsync(tree))
            .ShouldBe("debian:unchanged debian-example:unchanged debian-example-hello:unchanged");

        await File.WriteAllTextAsync(Path.Combine(tree, "hello", "hello.sh.j2"), "echo {{ greeting }}, reviewed\n");
        var candidates = await BuildAsync(tree, "--change", "19026_2", "--branch", "review");
        States(candidates).ShouldBe("debian:unchanged debian-example:unchanged debian-example-hello:built");
        var candidate = candidates.Single(result => (string)result!["state"]! == "built")!;
        ((string)candidate["name"]!).ShouldBe($"{Group}/debian-example-hello:1.0-p1-19026_2");

        var promoted = JsonNode.Parse((await installation.Slipway.TryAsync(
            ["factory", "promote", "19026", "--output", "json"])).OrThrow().Output)!;
        ((string)promoted[0]!["name"]!).ShouldBe($"{Group}/debian-example-hello:1.0-p1");
        ((string)promoted[0]!["digest"]!).ShouldBe((string)candidate["digest"]!);
        var shown = JsonNode.Parse((await installation.Slipway.TryAsync(
            ["factory", "show", $"{Group}/debian-example-hello:1.0-p1", "--output", "json"])).OrThrow().Output)!;
        ((string)shown["base"]!).ShouldBe($"{Group}/debian-example:1.0-p0");
        shown["packages"]!.AsArray().Select(package => (string)package!)
            .ShouldContain(package => package.StartsWith("bash=", StringComparison.Ordinal));

        await File.WriteAllTextAsync(Path.Combine(tree, "tools", "Dockerfile.j2"),
            "FROM {{ image_spec('debian') }}\nMAINTAINER {{ maintainer }}\nRUN echo broken >&2; exit 7\nUSER 1001\n");
        var failed = await installation.Slipway.TryAsync(["factory", "build", tree]);
        failed.ExitCode.ShouldBe(65);
        failed.Errors.ShouldContain("broken");
        failed.Errors.ShouldContain("debian-example-hello blocked");
        await File.WriteAllTextAsync(Path.Combine(tree, "tools", "Dockerfile.j2"), "FROM {{ nothing }}");
        var refused = await installation.Slipway.TryAsync(["factory", "build", tree]);
        refused.ExitCode.ShouldBe(65);
        refused.Errors.ShouldContain("tools/Dockerfile.j2, line 1");
    }

    [Fact]
    public async Task A_cartridge_with_a_template_takes_the_image_that_the_factory_made_of_it()
    {
        var tree = installation.Scratch("factory-cartridge");
        var cartridge = Directory.CreateDirectory(Path.Combine(tree, "streamed")).FullName;
        await File.WriteAllTextAsync(Path.Combine(tree, "factory.yml"), "group: example1\nbases: [images/debian]\n");
        await File.WriteAllTextAsync(
            Path.Combine(cartridge, "Dockerfile.j2"), "FROM images/debian:12\nLABEL by={{ namespace }}\nUSER 1001\n");
        await File.WriteAllTextAsync(
            Path.Combine(cartridge, "manifest.yml"), "Name: streamed\nVersion: \"7\"\nVersions: [\"7\", \"7.1\"]\n");

        var unnamed = await installation.Slipway.TryAsync("cartridge", "add", cartridge);
        unnamed.ExitCode.ShouldNotBe(0);
        unnamed.Errors.ShouldContain("Image-name");
        await File.AppendAllTextAsync(Path.Combine(cartridge, "manifest.yml"), "Image-name: cartridges/streamed:7\n");
        var early = await installation.Slipway.TryAsync("cartridge", "add", cartridge);
        early.ExitCode.ShouldNotBe(0);
        early.Errors.ShouldContain("cartridges/streamed:7 is not here yet");
        early.Errors.ShouldContain("slipway factory build");

        var built = (await BuildAsync(tree)).ShouldHaveSingleItem()!;
        await installation.Slipway.RunAsync("cartridge", "add", cartridge);
        var shown = await installation.Slipway.JsonAsync("cartridge", "show", "streamed:7.1");
        ((string)shown["imageDigest"]!).ShouldBe((string)built["digest"]!);
    }
}
