using Slipway.ImageTests.Regression;
using Slipway.Oci;
using Slipway.Testing;

namespace Slipway.ImageTests.Tests;

[Collection(nameof(ImageTestMachine))]
public sealed class ImageComparisonTests(ImageTestMachine machine)
{
    private static readonly ContainerConfig Config = new()
    {
        User = "web",
        Env = ["A=1", "PATH=/bin"],
        ExposedPorts = new() { ["80/tcp"] = new() },
        Volumes = new() { ["/data"] = new() },
        Entrypoint = ["/run"],
        Cmd = ["x"],
        WorkingDir = "/",
    };

    private static IEnumerable<(DifferenceKind, DifferenceSeverity)> Of(ContainerConfig after) =>
        ImageComparison.Of(new ImageContents(Config, new HashSet<string>()),
            new ImageContents(after, new HashSet<string>())).Select(one => (one.Kind, one.Severity));

    private static IReadOnlyList<string> Removed(string[] before, string[] after, params string[] allowed) =>
        [.. ImageComparison.Of(new ImageContents(Config, before.ToHashSet()),
            new ImageContents(Config, after.ToHashSet()), allowed).Select(one => one.Message)];

    [Fact]
    public void An_image_is_like_itself() => Of(Config).ShouldBeEmpty();

    [Fact]
    public void What_users_build_on_is_an_error_when_it_goes()
    {
        Of(Config with { User = "root" }).ShouldBe([(DifferenceKind.User, DifferenceSeverity.Error)]);
        Of(Config with { User = "other" }).ShouldBe([(DifferenceKind.User, DifferenceSeverity.Error)]);
        Of(Config with { Env = ["PATH=/bin"] }).ShouldBe([(DifferenceKind.Environment, DifferenceSeverity.Error)]);
        Of(Config with { ExposedPorts = null }).ShouldBe([(DifferenceKind.ExposedPorts, DifferenceSeverity.Error)]);
        Of(Config with { Volumes = null }).ShouldBe([(DifferenceKind.Volumes, DifferenceSeverity.Error)]);
        Of(Config with { Entrypoint = null }).ShouldBe([(DifferenceKind.Entrypoint, DifferenceSeverity.Error)]);
    }

    [Fact]
    public void What_changes_is_a_warning_and_what_is_new_a_note()
    {
        Of(Config with { Env = ["A=2", "PATH=/bin", "B=3"] })
            .ShouldBe([(DifferenceKind.Environment, DifferenceSeverity.Warning),
                (DifferenceKind.Environment, DifferenceSeverity.Note)]);
        Of(Config with { ExposedPorts = new() { ["80/tcp"] = new(), ["81/tcp"] = new() } })
            .ShouldBe([(DifferenceKind.ExposedPorts, DifferenceSeverity.Note)]);
        Of(Config with { Volumes = new() { ["/data"] = new(), ["/more"] = new() } })
            .ShouldBe([(DifferenceKind.Volumes, DifferenceSeverity.Warning)]);
        Of(Config with { Cmd = ["y"], WorkingDir = "/x" }).ShouldBe([
            (DifferenceKind.Command, DifferenceSeverity.Warning),
            (DifferenceKind.WorkingDirectory, DifferenceSeverity.Warning)]);
    }

    [Fact]
    public void Removed_files_are_told_by_the_topmost_directory_that_is_gone()
    {
        Removed(["etc/a", "etc/b", "opt/app/x", "opt/app/sub/y"], ["etc/a"])
            .ShouldBe(["/etc/b is gone", "/opt/ is gone with 2 files"]);
        Removed(["etc/a", "etc/b"], ["etc/a"], "etc/*").ShouldBeEmpty();
        Removed(["usr/share/doc/x/copyright", "var/cache/a/b", "usr/lib/python3/__pycache__/x.pyc", "etc/a"], ["etc/a"])
            .ShouldBeEmpty();
        Removed(["lib/libssl.so.3.0.11", "lib/libz.so.1.2.13", "lib/b"],
            ["lib/libssl.so.3.0.14", "lib/libz.so.2", "lib/b"]).ShouldBe(["/lib/libz.so.1.2.13 is gone"]);
        Removed(["etc/link"], ["etc/link/file"]).ShouldBeEmpty();
        Refusal.Of(ErrorCode.Invalid, () => Removed([], [], "["));
    }

    [Fact]
    public async Task Images_are_compared_as_they_were_built()
    {
        var image = await machine.BuildAsync(
            "changed:1", "FROM web:1\nUSER root\nRUN rm -r /www/cgi-bin && touch /www/new\nENV GREETING=bye\n");
        var before = await ImageContentsReader.ReadAsync(machine.Builds.Engine, machine.Web, default);
        var after = await ImageContentsReader.ReadAsync(machine.Builds.Engine, image, default);
        before.Files.ShouldContain("www/cgi-bin/greeting");
        ImageComparison.Of(before, after).Select(one => one.Message).ShouldBe(
            ["the user was 'web', is root now", "the variable GREETING was 'hello', is 'bye'",
                "/www/cgi-bin/ is gone with 2 files"]);
        ImageComparison.Of(before, before).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_last_versions_tests_find_what_the_new_one_broke()
    {
        const string tests =
            "serviceTests: [{name: web, listens: [8080], http: [{path: /cgi-bin/greeting, expectedBody: [hello]}]}]";
        await machine.PassesAsync(tests);
        var image = await machine.BuildAsync("broken:1", "FROM web:1\nUSER root\nRUN rm -r /www/cgi-bin\nUSER web\n");
        (await machine.FailureAsync(tests, image)).Message.ShouldContain("expected status 200, seen 404");
    }
}
