using Slipway.Cartridges.Manifests;
using Slipway.Yaml;

namespace Slipway.Cartridges.Tests.Manifests;

public class ManifestProblemTests
{
    private static YamlProblem ErrorOf(string text) =>
        Should.Throw<ManifestException>(() => CartridgeManifest.Parse(text))
        .Problems.Where(problem => problem.Severity == ProblemSeverity.Error).ShouldHaveSingleItem();

    [Theory]
    [InlineData("Compatible-Versions", "built again")]
    [InlineData("Group-Overrides", "gears of its own")]
    [InlineData("Source-Url", "Image-name")]
    [InlineData("Source-MD5", "digest")]
    [InlineData("Source-Md5", "digest")]
    public void A_key_that_version_3_drops_is_refused_with_its_reason(string key, string reason)
    {
        var error = ErrorOf(Samples.Minimal + $"{key}: x\n");
        error.Key.ShouldBe(key);
        error.Line.ShouldBe(3);
        error.ToString().ShouldContain(reason);
    }

    [Fact]
    public void All_errors_are_found_in_the_order_of_their_lines()
    {
        var problems = ManifestReadResult.Of("""
            Name: Not A Name
            Version: "1 2"
            Storage-path: relative
            Liveness-check:
              Port: 70000
              Timeout: soon
            Scaling: { Min: 3, Max: 2 }
            Source-Url: http://x
            """).Problems;
        problems.Select(problem => (problem.Line, problem.Key)).ShouldBe([
            (1, "Name"), (2, "Version"), (3, "Storage-path"), (5, "Liveness-check/Port"), (6, "Liveness-check/Timeout"),
            (7, "Scaling/Max"), (8, "Source-Url")]);
        problems.ShouldAllBe(problem => problem.NextStep.Length > 0);
    }

    [Fact]
    public void An_unknown_key_is_a_warning()
    {
        var reading = ManifestReadResult.Of(Samples.Minimal + "Verzion: 2\nScaling:\n  Minimum: 2\n");
        reading.Manifest.ShouldNotBeNull();
        reading.Warnings.Select(warning => (warning.Line, warning.Key))
            .ShouldBe([(3, "Verzion"), (5, "Scaling/Minimum")]);
    }

    [Theory]
    [InlineData("Components: {a: {}}")]
    [InlineData("Start-Order: [a]")]
    [InlineData("Reservations: [lots of everything]")]
    public void What_has_no_effect_any_more_is_a_warning(string text)
    {
        var reading = ManifestReadResult.Of(Samples.Minimal + text);
        reading.Manifest.ShouldNotBeNull();
        reading.Warnings.ShouldHaveSingleItem().Line.ShouldBe(3);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("just text", "no map")]
    [InlineData("- a", "no map")]
    [InlineData("Name: a\nName: b\nVersion: 1", "twice")]
    [InlineData("Name: [a]\nVersion: 1", "list or map")]
    [InlineData("Version: 1", "must name")]
    [InlineData("Name: a", "version")]
    [InlineData("Name: a\nVersion: 1\n---\nName: b", "second document")]
    [InlineData("Name: 'a", "not YAML")]
    [InlineData("Name: *nobody\nVersion: 1", "anchored")]
    [InlineData("Name: app-root\nVersion: 1", "reserved")]
    [InlineData("Name: a\nVersion: 1\nVersion-Overrides: {2: {Vendor: x}}", "not in Versions")]
    [InlineData("Name: a\nVersion: 1\nVersion-Overrides: {1: {Name: x}}", "cannot change")]
    [InlineData("Name: a\nVersion: 1\nImage-name: 'UPPER CASE'", "image reference")]
    [InlineData("Name: a\nVersion: 1\nLiveness-check: {Interval: 1s}", "nothing is checked")]
    [InlineData("Name: a\nVersion: 1\nDependency-files: [../x]", "inside the source")]
    [InlineData("Name: a\nVersion: 1\nReuse-artifacts: maybe", "neither true nor false")]
    public void A_wrong_manifest_is_refused(string text, string cause) =>
        Should.Throw<ManifestException>(() => CartridgeManifest.Parse(text)).Message.ShouldContain(cause);

    [Theory]
    [InlineData("/etc")]
    [InlineData("/")]
    [InlineData("/proc/x")]
    [InlineData("/data/../etc")]
    [InlineData("/data/")]
    public void A_volume_cannot_hide_the_system(string path) =>
        ErrorOf(Samples.Minimal + $"Storage-path: {path}").Key.ShouldBe("Storage-path");

    [Theory]
    [InlineData("ext::sh -c evil")]
    [InlineData("ext::evil")]
    [InlineData("--upload-pack=evil")]
    [InlineData("/etc")]
    [InlineData("../outside")]
    [InlineData("ftp://example.org/x")]
    [InlineData("ssh://-oProxyCommand=evil/x")]
    [InlineData("https://example.org/x.git#--evil")]
    [InlineData("-oProxyCommand@host:x")]
    public void A_template_that_git_could_be_tricked_by_is_refused(string location) =>
        ErrorOf(Samples.Minimal + $"Template-location: '{location}'").Key.ShouldBe("Template-location");

    [Theory]
    [InlineData("https://example.org/t.git#1234abcd", "1234abcd", false)]
    [InlineData("git@example.org:team/t.git", null, false)]
    [InlineData("file:///srv/t.git", null, false)]
    [InlineData("template", null, true)]
    public void A_template_is_an_address_or_inside_the_package(string location, string? commit, bool inPackage)
    {
        var template = CartridgeManifest.Parse(Samples.Minimal + $"Template-location: '{location}'").Template
            .ShouldNotBeNull();
        template.Commit.ShouldBe(commit);
        template.IsInPackage.ShouldBe(inPackage);
    }
}
