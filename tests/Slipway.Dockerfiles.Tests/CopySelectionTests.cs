using Slipway.Dockerfiles;
using Slipway.Linux.Processes;
using Slipway.Testing.Builds;

namespace Slipway.Dockerfiles.Tests;

/// <summary>
/// COPY --parents and --exclude, as the Dockerfile reference says; Debian's docker does not know them.
/// </summary>
public sealed class CopySelectionTests(BuildMachine machine) : IClassFixture<BuildMachine>
{
    private const string Tree = "mkdir -p x y a/b/c/d/e a/b2/c/d/e m; echo 1 > x/a.txt; echo 2 > y/a.txt; " +
        "echo 3 > x/b.txt; touch a/b/c/d/foo a/b/c/d/e/bay a/b2/c/d/e/bar; chmod 711 a a/b; chmod 700 m; "
        + "touch m/home.txt m/home.md m/home.go m/other; ln -s ../x m/link; ";

    [Fact]
    public async Task Parents_are_kept_from_the_context_or_the_pivot_on() => await ExpectAsync(
        """
        COPY ./x/a.txt ./y/a.txt /no_parents/
        COPY --parents ./x/a.txt ./y/a.txt /parents/
        COPY --parents ./x/./*.txt y/./a.txt /pivot/
        COPY --parents a/b*/./c/**/e /stars/
        WORKDIR /wd
        COPY --parents m/link x/b* .
        """,
        "/no_parents/a.txt /parents/x/a.txt /parents/y/a.txt /pivot/a.txt /pivot/b.txt /stars/c/d/e/bar " +
            "/stars/c/d/e/bay /wd/m/link /wd/x/b.txt");

    [Fact]
    public async Task Directories_that_lead_to_a_file_are_made_like_the_source_s_and_those_that_exist_stay()
    {
        using var context = await ContextDirectory.MakeAsync(
            "FROM busybox:1\nRUN mkdir -p /out/a && chmod 1777 /out/a && chown 33:44 /out/a\n" +
                "COPY --parents a/b/c/d/foo /out\nCOPY --parents --chown=33:55 a/b/c/d/foo /new/\n", Tree);
        var (image, _) = await machine.BuildAsync(context.Build());
        (await machine.RunAsync(image, "stat", "-c", "%n %a %u:%g", "/out/a", "/out/a/b", "/out/a/b/c", "/new",
            "/new/a/b", "/new/a/b/c/d/foo"))
            .ShouldBe("/out/a 1777 33:44\n/out/a/b 711 0:0\n/out/a/b/c 755 0:0\n/new 755 33:55\n/new/a/b 711 33:55\n" +
                "/new/a/b/c/d/foo 644 33:55");
    }

    [Fact]
    public async Task Parents_of_a_stage_s_files_are_absolute_there()
    {
        using var context = await ContextDirectory.MakeAsync("""
            FROM busybox:1 AS base
            WORKDIR /test
            COPY a a
            FROM scratch
            COPY --from=base --parents /test/a/b/./c/d /out/
            COPY --from=base --parents /test/a/b/c/d/. /end/
            COPY --from=base --parents /test/a/./b/./c /double/
            """, Tree);
        (await FilesAsync(context)).ShouldBe(
            "/double/b/c/d/e/bay /double/b/c/d/foo /end/test/a/b/c/d/e/bay /end/test/a/b/c/d/foo " +
                "/out/c/d/e/bay /out/c/d/foo");
    }

    [Fact]
    public async Task What_is_excluded_is_not_copied_even_when_the_source_names_it() => await ExpectAsync(
        """
        COPY --exclude=*.txt m/hom* /one/
        COPY --exclude=*.txt --exclude=*.md m /two/
        COPY --exclude=b --exclude=*/c/d/e a /three
        ADD --exclude=* x /four/
        COPY --exclude=x/*.txt . /five/
        COPY --parents --exclude=**/e a/b*/c /six/
        """,
        "/five/a/b/c/d/e/bay /five/a/b/c/d/foo /five/a/b2/c/d/e/bar /five/m/home.go /five/m/home.md /five/m/home.txt " +
            "/five/m/link /five/m/other /five/y/a.txt "
        + "/one/home.go /one/home.md /six/a/b/c/d/foo /two/home.go /two/link /two/other");

    [Fact]
    public async Task A_change_of_what_is_not_copied_is_none()
    {
        using var context = await ContextDirectory.MakeAsync(
            "FROM busybox:1\nCOPY --exclude=*.md m /m/\nCOPY --parents x/a.txt /p/\n", Tree);
        await machine.BuildAsync(context.Build());
        context.Write("m/home.md", "changed");
        context.Write("x/b.txt", "changed");
        (await machine.BuildAsync(context.Build())).Progress.OfType<BuildProgress.StepEnded>()
            .ShouldAllBe(step => step.Cached);
        context.Write("x/a.txt", "changed");
        (await machine.BuildAsync(context.Build())).Progress.OfType<BuildProgress.StepEnded>()
            .Select(step => step.Cached).ShouldBe([true, true, false]);
    }

    [Theory]
    [InlineData("COPY --parents x/none /out/", "x/none")]
    [InlineData("COPY --parents x/./*.none /out/", "x/./*.none")]
    [InlineData("COPY --parents none/./a /out/", "none")]
    public async Task What_is_not_there_is_missed(string instruction, string named)
    {
        using var context = await ContextDirectory.MakeAsync("FROM busybox:1\n" + instruction, Tree);
        var error = await Should.ThrowAsync<DockerfileException>(() => machine.BuildAsync(context.Build()));
        (error.Code, error.Line).ShouldBe((ErrorCode.DockerfileSource, 2));
        error.Message.ShouldContain($"'{named}'");
    }

    [Theory]
    [InlineData("ln -s /usr/x /x")]
    [InlineData("echo file > /x")]
    public async Task A_link_or_file_in_the_place_of_a_kept_directory_is_not_replaced(string inTheWay)
    {
        using var context = await ContextDirectory.MakeAsync(
            $"FROM busybox:1\nRUN mkdir -p /usr/x && {inTheWay}\nCOPY --parents x/a.txt /\n", Tree);
        var error = await Should.ThrowAsync<DockerfileException>(() => machine.BuildAsync(context.Build()));
        (error.Code, error.Line).ShouldBe((ErrorCode.DockerfileSource, 3));
        error.Message.ShouldContain("'/x' in the image");
    }

    private async Task ExpectAsync(string instructions, string files)
    {
        using var context = await ContextDirectory.MakeAsync("FROM scratch\n" + instructions,
            Tree + "echo Dockerfile > .dockerignore; echo .dockerignore >> .dockerignore");
        (await FilesAsync(context)).ShouldBe(files);
    }

    /// <summary>The image's files and links, by a tool of the host: the image has none.</summary>
    private async Task<string> FilesAsync(ContextDirectory context)
    {
        var (image, _) = await machine.BuildAsync(context.Build());
        var found = await machine.Engine.ViewAsync(image.Layers,
            path => Tool.RunAsync(["find", path, "!", "-type", "d", "-printf", "/%P\\n"]), CancellationToken.None);
        return string.Join(' ',
            found.OrThrow().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }
}
