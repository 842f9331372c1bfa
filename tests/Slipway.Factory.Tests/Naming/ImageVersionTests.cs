using FsCheck;
using FsCheck.Fluent;
using Slipway.Factory.Naming;
using Slipway.Testing;

namespace Slipway.Factory.Tests.Naming;

public class ImageVersionTests
{
    private static readonly Gen<ImageVersion> Versions =
        from major in Gen.Choose(0, 3)
        from minor in Gen.Choose(0, 12)
        from patch in Gen.Choose(0, 12)
        from change in Gen.Frequency(
            (2, Gen.Constant<ChangeNumber?>(null)), (1, Changes.Select(ChangeNumber? (change) => change)))
        select new ImageVersion(new VersionLine(major, minor), patch, change);

    private static Gen<ChangeNumber> Changes =>
        from number in Gen.Choose(1, 30_000)
        from patchset in Gen.Choose(0, 12)
        select new ChangeNumber(number, patchset == 0 ? null : patchset);

    [Theory]
    [InlineData("1.0-p5", 1, 0, 5, null, null)]
    [InlineData("0.0-p0", 0, 0, 0, null, null)]
    [InlineData("1.0-p5-19026", 1, 0, 5, 19026, null)]
    [InlineData("1.0-p5-19026_2", 1, 0, 5, 19026, 2)]
    [InlineData("3.11-p120", 3, 11, 120, null, null)]
    public void The_forms_of_the_specification_are_read(
        string text, int major, int minor, int patch, int? change, int? patchset)
    {
        var version = ImageVersion.Parse(text);
        version.ShouldBe(new ImageVersion(
            new VersionLine(major, minor), patch, change is { } number ? new ChangeNumber(number, patchset) : null));
        version.IsRelease.ShouldBe(change is null);
        version.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.0-5")]
    [InlineData("1.0-p05")]
    [InlineData("01.0-p5")]
    [InlineData("1.0-p5_2")]
    [InlineData("1.0-p5-0")]
    [InlineData("1.0-p5-19026_0")]
    [InlineData("1.0-p5-19026_")]
    [InlineData("1.0-p5-19026-2")]
    [InlineData("1.0.1-p5")]
    [InlineData("v1.0-p5")]
    [InlineData("1.0-P5")]
    [InlineData("1.0-p5\n")]
    [InlineData(" 1.0-p5")]
    [InlineData("1.0-p２")]
    [InlineData("1.0-p99999999999")]
    [InlineData("latest")]
    [InlineData("master")]
    [InlineData("")]
    public void All_else_is_no_version(string text)
    {
        ImageVersion.TryParse(text, out _).ShouldBeFalse();
        Refusal.Of(ErrorCode.Invalid, () => ImageVersion.Parse(text)).Message.ShouldContain("MAJOR.MINOR-pPATCH");
    }

    [Fact]
    public void Versions_order_by_their_numbers_and_a_release_stands_before_its_change_builds()
    {
        string[] ordered =
        [
            "0.9-p40", "1.0-p9", "1.0-p10", "1.0-p10-7", "1.0-p10-7_1", "1.0-p10-7_2", "1.0-p10-7_10", "1.0-p10-19026",
            "1.0-p11", "1.2-p0", "1.10-p0", "2.0-p0",
        ];
        ordered.Reverse().Select(ImageVersion.Parse).Order().Select(version => version.ToString()).ShouldBe(ordered);
    }

    [Fact]
    public void Writing_and_reading_a_version_gives_it_back() =>
        Prop.ForAll(Versions.ToArbitrary(),
            version => ImageVersion.Parse(version.ToString()) == version && version.ToString().Length <= 128)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void The_order_is_total_and_agrees_with_equality() => Prop.ForAll(
        Versions.Three().ToArbitrary(),
        versions =>
        {
            var (a, b, c) = versions;
            return Math.Sign(a.CompareTo(b)) == -Math.Sign(b.CompareTo(a))
                && (a.CompareTo(b) == 0) == (a == b)
                && (a.CompareTo(b) > 0 || b.CompareTo(c) > 0 || a.CompareTo(c) <= 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
}
