using Slipway.Dockerfiles;
using Slipway.Oci;
using Slipway.Testing.Builds;

namespace Slipway.Dockerfiles.Tests;

/// <summary>Contexts beside the main one: what FROM, --from and from= find under their names.</summary>
public sealed class NamedContextTests(BuildMachine machine) : IClassFixture<BuildMachine>
{
    [Fact]
    public async Task Files_of_another_directory_are_copied_and_mounted_without_what_it_ignores()
    {
        using var lib = await ContextDirectory.MakeAsync("none",
            "echo lib > lib; echo hidden > hidden; printf 'hidden\\nDockerfile\\n' > .dockerignore; chown 33:44 lib");
        using var context = await ContextDirectory.MakeAsync("FROM busybox:1\nCOPY --from=lib . /lib/\n" +
            "RUN --mount=from=lib,source=lib,target=/mnt/l cat /mnt/l > /seen\nCOPY own /own\n", "echo own > own");
        var (image, _) = await BuildAsync(context, "lib", new NamedContext.Directory(lib.Path));
        (await machine.RunAsync(image, "sh", "-c", "ls -A /lib; cat /seen /own; stat -c %u:%g /lib/lib"))
            .ShouldBe(".dockerignore\nlib\nlib\nown\n0:0");
        lib.Write("lib", "changed");
        (await machine.RunAsync((await BuildAsync(context, "lib", new NamedContext.Directory(lib.Path))).Image, "cat",
            "/seen")).ShouldBe("changed");
    }

    [Fact]
    public async Task A_directory_is_a_base_and_may_take_a_stage_s_place()
    {
        using var tree = await ContextDirectory.MakeAsync(
            "none", "rm Dockerfile; mkdir etc; echo from-tree > etc/tree");
        using var context = await ContextDirectory.MakeAsync("FROM busybox:1 AS files\nRUN false\nFROM files\n" +
            "ENV A=1\nFROM busybox:1\nCOPY --from=1 /etc/tree /tree\nCOPY --from=files /etc/tree /again\n");
        var (image, _) = await BuildAsync(context, "files", new NamedContext.Directory(tree.Path));
        (await machine.RunAsync(image, "cat", "/tree", "/again")).ShouldBe("from-tree\nfrom-tree");
    }

    [Fact]
    public async Task An_image_takes_the_place_of_the_one_the_Dockerfile_names()
    {
        using var other = await ContextDirectory.MakeAsync(
            "FROM busybox:1\nRUN echo other > /which\nENV WHICH=other\n");
        await machine.BuildAsync(other.Build("test/other:7"));
        using var context = await ContextDirectory.MakeAsync(
            "FROM elsewhere.example/base\nRUN cat /which > /seen; echo $WHICH >> /seen\n");
        var (image, _) = await BuildAsync(
            context, "elsewhere.example/base", new NamedContext.Image(ImageReference.Parse("test/other:7")));
        (await machine.RunAsync(image, "cat", "/seen")).ShouldBe("other\nother");
        (await Should.ThrowAsync<DockerfileException>(() => machine.BuildAsync(context.Build()))).Code
            .ShouldBe(ErrorCode.DockerfileImage);
    }

    [Theory]
    [InlineData("scratch")]
    [InlineData("0")]
    [InlineData("")]
    [InlineData("-x")]
    [InlineData("a b")]
    public async Task Some_names_are_not_for_contexts(string name)
    {
        using var context = await ContextDirectory.MakeAsync("FROM busybox:1");
        (await Should.ThrowAsync<DockerfileException>(() => BuildAsync(
            context, name, new NamedContext.Directory(context.Path)))).Code.ShouldBe(ErrorCode.DockerfileRequest);
    }

    [Fact]
    public async Task A_context_that_is_not_there_is_missed_and_one_that_nothing_names_is_told()
    {
        using var context = await ContextDirectory.MakeAsync("FROM busybox:1\nENV A=unused\n");
        (await Should.ThrowAsync<SlipwayException>(() => BuildAsync(
            context, "gone", new NamedContext.Directory("/no/such/directory")))).Message.ShouldContain("'gone'");
        (await BuildAsync(context, "extra", new NamedContext.Directory(context.Path))).Progress
            .OfType<BuildProgress.Warning>().ShouldHaveSingleItem().Text.ShouldContain("extra");
    }

    private Task<(Slipway.Registry.Content.Image Image, List<BuildProgress> Progress)> BuildAsync(
        ContextDirectory context, string name, NamedContext named) =>
        machine.BuildAsync(context.Build() with { Contexts = new Dictionary<string, NamedContext> { [name] = named } });
}
