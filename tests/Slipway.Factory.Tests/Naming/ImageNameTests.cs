using Slipway.Factory.Naming;
using Slipway.Testing;

namespace Slipway.Factory.Tests.Naming;

public class ImageNameTests
{
    [Theory]
    [InlineData("1.1.1.1:5000/debian8.3-mos9.0-stable/debian-mos-ms-keystone:1.0-p5", "1.1.1.1:5000",
        "debian-mos-ms-keystone", "1.0-p5")]
    [InlineData(
        "registry.example.com/debian12-slipway1.0-stable/debian:12.1-p0", "registry.example.com", "debian", "12.1-p0")]
    [InlineData(
        "[::1]:5000/debian12-slipway1.0-stable/debian:1.0-p5-19026_2", "[::1]:5000", "debian", "1.0-p5-19026_2")]
    [InlineData("localhost/debian12-slipway1-x/a.b_c__d-e:1.0-p5", "localhost", "a.b_c__d-e", "1.0-p5")]
    [InlineData("debian12-slipway1-stable-2026-q4/debian:1.0-p5", null, "debian", "1.0-p5")]
    [InlineData("debian8.3-mos9.0-stable/debian-mos:1.0-p5", null, "debian-mos", "1.0-p5")]
    public void A_full_name_has_its_parts_and_is_written_as_it_was_read(
        string text, string? registry, string image, string version)
    {
        var name = ImageName.Parse(text);
        name.Registry.ShouldBe(registry);
        name.Image.ShouldBe(image);
        name.Version.ShouldBe(ImageVersion.Parse(version));
        name.ToString().ShouldBe(text);
        ImageName.TryParse(text, out var again).ShouldBeTrue();
        again.ShouldBe(name);
    }

    [Theory]
    [InlineData("172.20.8.52:6555/kolla-team/centos-binary-base:latest", "group of images")]
    [InlineData("debian12-slipway1-stable/debian:latest", "not a version")]
    [InlineData("debian12-slipway1-stable/debian", "no version")]
    [InlineData("debian:1.0-p5", "GROUP/IMAGE")]
    [InlineData("debian12-slipway1-stable/team/debian:1.0-p5", "GROUP/IMAGE")]
    [InlineData("Debian12-slipway1-stable/debian:1.0-p5", "lower case")]
    [InlineData(
        "debian12-slipway1-stable/debian@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "digest")]
    [InlineData("debian12-slipway1-stable/../debian:1.0-p5", "not the name")]
    [InlineData("", "not the name")]
    public void What_is_no_full_name_says_which_part_is_wrong(string text, string cause)
    {
        Refusal.Of(ErrorCode.Invalid, () => ImageName.Parse(text)).Message.ShouldContain(cause);
        ImageName.TryParse(text, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("debian8.3-mos9.0-stable", "debian8.3", "mos9.0", "stable")]
    [InlineData("debian12-slipway1-a-b-c", "debian12", "slipway1", "a-b-c")]
    [InlineData("ubuntu22.04-mos9.0.1-rc1", "ubuntu22.04", "mos9.0.1", "rc1")]
    public void A_group_is_cut_at_its_first_two_dashes(string text, string system, string platform, string additional)
    {
        ImageGroup.Parse(text).ShouldBe(new ImageGroup(system, platform, additional));
        ImageGroup.Parse(text).ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("debian-mos9.0-stable")]
    [InlineData("debian8.3-mos-stable")]
    [InlineData("debian8.3-mos9.0")]
    [InlineData("debian8.3-mos9.0-")]
    [InlineData("debian8.-mos9.0-stable")]
    [InlineData("kolla-team")]
    [InlineData("a1-b2-c/d")]
    [InlineData("")]
    public void What_has_no_releases_or_no_third_part_is_no_group(string text) =>
        ImageGroup.TryParse(text, out _).ShouldBeFalse();
}
