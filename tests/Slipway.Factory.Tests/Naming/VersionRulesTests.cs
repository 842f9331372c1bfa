using Slipway.Factory.Naming;

namespace Slipway.Factory.Tests.Naming;

public class VersionRulesTests
{
    private static string Next(string line, string? change, params ReadOnlySpan<string> published)
    {
        var versions = new List<ImageVersion>();
        foreach (var version in published)
            versions.Add(ImageVersion.Parse(version));
        return VersionRules.Next(VersionLine.Parse(line), versions,
            change is null ? null : ImageVersion.Parse($"0.0-p0-{change}").Change).ToString();
    }

    [Fact]
    public void A_line_begins_with_patch_0() => Next("1.0", null, "0.9-p7", "2.0-p3").ShouldBe("1.0-p0");

    [Fact]
    public void The_next_patch_is_one_more_than_the_highest() =>
        Next("1.0", null, "1.0-p9", "1.0-p10", "1.1-p20").ShouldBe("1.0-p11");

    [Fact]
    public void A_change_build_is_a_candidate_for_the_next_patch_and_takes_no_number()
    {
        Next("1.0", "19026_2", "1.0-p5").ShouldBe("1.0-p6-19026_2");
        Next("1.0", null, "1.0-p5", "1.0-p6-19026_2").ShouldBe("1.0-p6");
    }
}
