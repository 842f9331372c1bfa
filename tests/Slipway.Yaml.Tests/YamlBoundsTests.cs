using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Slipway.Yaml.Tests;

public class YamlBoundsTests
{
    private static string FailureOf(string text) => Should.Throw<YamlTreeException>(() => YamlTree.Read(text)).Message;

    [Fact]
    public void A_bomb_of_aliases_is_refused()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
            text.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        FailureOf(text.ToString()).ShouldContain("aliases counted");
    }

    [Fact]
    public void Deep_nesting_is_refused() =>
        FailureOf("a: " + new string('[', 2000) + new string(']', 2000)).ShouldContain("nested deeper");

    [Fact]
    public void Too_many_values_are_refused() =>
        FailureOf("a: [" + string.Join(",", Enumerable.Repeat("x", 20_000)) + "]").ShouldContain("10000");

    [Fact]
    public void Too_much_text_is_refused() => FailureOf("a: " + new string('x', 300_000)).ShouldContain("characters");

    [Fact]
    public void An_alias_to_what_holds_it_is_refused() => FailureOf("a: &a [*a]").ShouldContain("anchored");

    [Fact]
    public void Tags_make_no_objects() =>
        YamlTree.Read("!!python/object:os.system a").ShouldBeOfType<YamlScalar>().Text.ShouldBe("a");

    [Fact]
    public void Documents_together_keep_the_bounds_and_anchors_end_with_theirs()
    {
        YamlTree.ReadAll("a: 1\n---\nb: 2\n").Count.ShouldBe(2);
        Should.Throw<YamlTreeException>(() => YamlTree.ReadAll("a: &x 1\n---\nb: *x\n")).Line.ShouldBe(3);
        Should.Throw<YamlTreeException>(() => YamlTree.ReadAll(
            string.Concat(Enumerable.Repeat("[1, 2, 3, 4]\n---\n", 3000)))).Message.ShouldContain("10000");
        FailureOf("a: 1\n---\nb: 2\n").ShouldContain("second document");
    }

    [Fact]
    public void Json_is_read_as_it_is_written_by_any_program()
    {
        var map = YamlTree.Read("{\n\t\"a\": [\n\t\t1,\n\t\t\"x\\/\\u00e9\\n\"\n\t],\n\t\"b\": {\"c\":true}\n}\n")
            .ShouldBeOfType<YamlMap>();
        map["a"].ShouldBeOfType<YamlList>().Items.OfType<YamlScalar>()
            .Select(scalar => scalar.Text).ShouldBe(["1", "x/é\n"]);
        map["b"].ShouldBeOfType<YamlMap>()["c"].ShouldBeOfType<YamlScalar>().Text.ShouldBe("true");
    }

    [Fact]
    public void Any_text_is_a_tree_or_an_error_with_a_line() => Prop.ForAll<string>(text =>
    {
        try
        {
            return YamlTree.ReadAll(text ?? "") is not null;
        }
        catch (YamlTreeException e)
        {
            return e.Line >= 0 && e.Message.Length > 0;
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
}
