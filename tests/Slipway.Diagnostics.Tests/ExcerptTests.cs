namespace Slipway.Diagnostics.Tests;

public class ExcerptTests
{
    [Fact]
    public void A_short_text_is_shown_as_it_is() => Excerpt.Of("blog").ShouldBe("blog");

    [Fact]
    public void A_long_text_is_cut_and_marked() => Excerpt.Of(new string('a', 100), 10).ShouldBe("aaaaaaaaaa…");

    [Fact]
    public void Control_characters_cannot_reach_a_terminal() =>
        Excerpt.Of("a\u001b[2Jb\n").ShouldNotContain(c => char.IsControl(c));

    [Fact]
    public void Nothing_is_an_empty_text() => Excerpt.Of(null).ShouldBeEmpty();
}
