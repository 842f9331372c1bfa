using Slipway.Cartridges.Manifests;

namespace Slipway.Cartridges.Tests.Manifests;

public class ManifestTests
{
    private static CartridgeManifest Nodejs => CartridgeManifest.Parse(Samples.Nodejs);

    [Fact]
    public void Descriptive_and_dependency_fields_are_read()
    {
        var manifest = Nodejs;
        manifest.Name.ShouldBe("nodejs");
        manifest.ShortName.ShouldBe("NODEJS");
        manifest.DisplayName.ShouldBe("Node.js 18");
        manifest.Categories.ShouldBe(["service", "web_framework"]);
        manifest.HelpTopics["Getting Started"].ShouldBe("https://example.org/start");
        manifest.CartridgeData.ShouldBe([new CartridgeDatum("OPENSHIFT_NODEJS_PORT", "environment", "The port")]);
        manifest.Requires.Select(need => need.ToString()).ShouldBe(["make", "python-3.11 or python"]);
        manifest.Conflicts.ShouldBe(["iojs"]);
        manifest.Suggests.ShouldBeEmpty();
        manifest.Publishes.ShouldBe([new Connector("get-doc-root", "FILESYSTEM:doc-root")]);
        manifest.Subscribes.ShouldBe([new Connector("set-db-connection-info", "NET_TCP:db:connection-info")]);
        manifest.Reservations.ShouldBe([new Reservation("MEM >= 10MB", "MEM", 10 << 20)]);
        manifest.Scaling.ShouldBe(new Scaling(1, 4));
    }

    [Fact]
    public void Fields_that_version_3_adds_are_read()
    {
        var manifest = Nodejs;
        manifest.ImageName.ShouldBe("cartridges/nodejs:18");
        manifest.Template.ShouldBe(new TemplateLocation("https://example.org/template.git", "v1.2"));
        manifest.StoragePath.ShouldBe("/var/lib/nodejs");
        manifest.DependencyFiles.ShouldBe(["package.json", "package-lock.json"]);
        manifest.ReuseArtifacts.ShouldBeTrue();
        var check = manifest.LivenessCheck.ShouldNotBeNull();
        check.Ports.ShouldBe([8080]);
        check.HttpPath.ShouldBe("/health");
        check.Scripts.ShouldBe(["live"]);
        check.Timeout.ShouldBe(TimeSpan.FromMilliseconds(500));
        check.Interval.ShouldBe(TimeSpan.FromSeconds(2));
        check.StartPeriod.ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("0.10")]
    [InlineData("'0.10'")]
    [InlineData("\"0.10\"")]
    public void A_version_is_text_quoted_or_not(string version) =>
        CartridgeManifest.Parse($"Name: a\nVersion: {version}\n").Version.ShouldBe("0.10");

    [Fact]
    public void The_default_version_comes_first_and_others_keep_their_digits() =>
        Nodejs.Versions.ShouldBe(["18", "20", "0.10"]);

    [Fact]
    public void Another_version_replaces_whole_keys()
    {
        var old = Nodejs.ForVersion("0.10");
        old.Version.ShouldBe("0.10");
        old.DisplayName.ShouldBe("Node.js 0.10");
        old.ImageName.ShouldBe("cartridges/nodejs:0.10");
        old.StoragePath.ShouldBeNull();
        old.Scaling.Max.ShouldBe(4);
        Nodejs.ForVersion("18").DisplayName.ShouldBe("Node.js 18");
        Should.Throw<ArgumentException>(() => Nodejs.ForVersion("19")).Message.ShouldContain("18, 20, 0.10");
    }

    [Theory]
    [InlineData("diy-0.1", "DIY")]
    [InlineData("my-app", "MY_APP")]
    [InlineData("3", "_3")]
    public void A_missing_short_name_is_made_from_the_name(string name, string expected) =>
        CartridgeManifest.Parse($"Name: '{name}'\nVersion: 1\n").ShortName.ShouldBe(expected);

    [Fact]
    public void A_web_cartridge_is_known_by_its_endpoint()
    {
        Nodejs.WebEndpoint.ShouldNotBeNull().Port.ShouldBe(8080);
        CartridgeManifest.Parse(Samples.Minimal).WebEndpoint.ShouldBeNull();
    }

    [Fact]
    public void Writing_and_reading_again_changes_nothing()
    {
        var written = Nodejs.ToYaml();
        var again = ManifestReadResult.Of(written);
        again.Problems.ShouldBeEmpty(written);
        again.OrThrow().ToYaml().ShouldBe(written);
        again.OrThrow().ForVersion("0.10").ToYaml().ShouldBe(Nodejs.ForVersion("0.10").ToYaml());
        written.ShouldContain("Version: \"18\"");
    }

    [Theory]
    [InlineData("~")]
    [InlineData("no")]
    [InlineData("1.0")]
    [InlineData("a: b # c")]
    [InlineData(" lead and trail ")]
    [InlineData("two\nlines\n")]
    [InlineData("- dash")]
    [InlineData("ünï \u0007 \u2028 😀")]
    public void Any_text_survives_writing(string text)
    {
        var manifest = CartridgeManifest.Parse(Samples.Minimal) with { Description = text };
        CartridgeManifest.Parse(manifest.ToYaml()).Description.ShouldBe(text);
    }
}
