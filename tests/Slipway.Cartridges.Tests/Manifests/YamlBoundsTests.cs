using System.Text;
using Slipway.Cartridges.Manifests;

namespace Slipway.Cartridges.Tests.Manifests;

public class YamlBoundsTests
{
    private static string FailureOf(string text) => ManifestReading.Of(text).Problems.ShouldHaveSingleItem().Cause;

    [Fact]
    public void A_bomb_of_aliases_is_refused()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
            text.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        FailureOf(text.ToString()).ShouldContain("aliases counted");
    }

    [Fact]
    public void Deep_nesting_is_refused() => FailureOf("a: " + new string('[', 2000) + new string(']', 2000)).ShouldContain("nested deeper");

    [Fact]
    public void Too_many_values_are_refused() => FailureOf("a: [" + string.Join(",", Enumerable.Repeat("x", 20_000)) + "]").ShouldContain("10000");

    [Fact]
    public void Too_much_text_is_refused() => FailureOf("a: " + new string('x', 300_000)).ShouldContain("characters");

    [Fact]
    public void An_alias_to_what_holds_it_is_refused() => FailureOf("a: &a [*a]").ShouldContain("anchored");

    [Fact]
    public void Tags_make_no_objects() => ManifestReading.Of("Name: !!python/object:os.system a\nVersion: !System.Version 1\n").OrThrow().Name.ShouldBe("a");
}
