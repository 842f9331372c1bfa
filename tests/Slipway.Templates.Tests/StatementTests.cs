using Slipway.Templates;

namespace Slipway.Templates.Tests;

public sealed class StatementTests
{
    private static readonly int[] Numbers = [3, 1, 2];

    [Theory]
    [InlineData("{% for n in l if n > 1 %}{{ loop.index }}/{{ loop.length }}:{{ n }}{% if not loop.last %},{% endif " +
        "%}{% else %}none{% endfor %}", "1/2:3,2/2:2")]
    [InlineData(
        "{% for n in l %}{% set x = n %}{% endfor %}{{ x }}|{% if true %}{% set x = 5 %}{% endif %}{{ x }}", "|5")]
    [InlineData("{% set ns = namespace(n=0) %}{% for n in l %}{% set ns.n = ns.n + n %}{% endfor %}{{ ns.n }}", "6")]
    [InlineData("{% for n in [1] %}{% continue %}{% else %}as in Jinja{% endfor %}", "as in Jinja")]
    [InlineData("{% for n in [[1, [2]], 3] recursive %}{% if n is iterable %}({{ loop(n) }}){% else %}{{ n }}@{{ " +
        "loop.depth }}{% endif %}{% endfor %}", "(1@2(2@3))3@1")]
    [InlineData("{% macro m(a, b=a * 2) %}{{ a }}{{ b }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1) }}|{{ m(1, 2, " +
        "3, z=4) }}", "12(){}|12(3,){'z': 4}")]
    [InlineData(
        "{% macro m() %}<{{ caller(7) }}>{% endmacro %}{% call(n) m() %}{{ n }}{{ l }}{% endcall %}", "<7[3, 1, 2]>")]
    [InlineData("{% set t | upper %}a{{ l }}{% endset %}{{ t }}{% filter replace('[', '<') %}{{ l }}{% endfilter %}",
        "A[3, 1, 2]<3, 1, 2]")]
    [InlineData("{% with a = 1, b = l %}{{ a }}{{ b }}{% endwith %}{{ a }}", "1[3, 1, 2]")]
    [InlineData("{% raw %}{{ x }}{% endraw %}{# none #}{% do l.append(4) %}{{ l|last }}", "{{ x }}4")]
    [InlineData("{% set f = [] %}{% for n in l %}{% macro m() %}{{ n }}{% endmacro %}{% do f.append(m) %}{% endfor " +
        "%}{{ f[0]() }}", "missing")]
    public void Statements_do_what_jinja_s_do(
        string template, string expected) => Rendering.Of(template, null, ("l", Numbers)).ShouldBe(expected);

    [Fact]
    public void Templates_extend_include_and_import_each_other()
    {
        var templates = new Dictionary<string, string>
        {
            ["main"] = "{% extends 'middle' %}{% import 'lib' as lib %}{% set x = 2 %}{% block a %}{{ super() }}{{ " +
                "lib.m(x) }}{% include ['no', 'part'] %}{% endblock %}not printed",
            ["middle"] =
                "{% extends ['base'][0] %}{% block a %}m{{ super() }}{% endblock %}{% block must %}!{% endblock %}",
            ["base"] = "[{% block a %}b{% endblock %}{% block must required %}{% endblock %}{% for i in [1, 2] %}{% " +
                "block c scoped %}{{ i }}{% endblock %}{% endfor %}{{ self.c() }}]",
            ["lib"] = "{% macro m(a) %}<{{ a }}{{ x }}>{% endmacro %}",
            ["part"] = "{{ x }}",
        };
        Rendering.Of(templates).ShouldBe("[mb<2>2!12]");
    }

    [Theory]
    [InlineData(false, false, "a\n  \n  b\n  \nc")]
    [InlineData(true, false, "a\n    b\n  c")]
    [InlineData(false, true, "a\n\n  b\n\nc")]
    [InlineData(true, true, "a\n  b\nc")]
    public void Blocks_are_trimmed_as_asked(bool trim, bool lstrip, string expected) =>
        Rendering.Of("a\n  {% if true %}\n  b\n  {% endif %}\nc\n",
            new TemplateOptions { TrimBlocks = trim, LstripBlocks = lstrip }).ShouldBe(expected);

    [Fact]
    public void Line_statements_and_comments_are_read()
    {
        var options =
            new TemplateOptions { LineStatementPrefix = "%", LineCommentPrefix = "##", KeepTrailingNewline = true };
        Rendering.Of("% for i in [1,\n 2]:\n{{ i }} ## a comment\n% endfor\nend\n", options).ShouldBe("1\n2\nend\n");
    }

    [Theory]
    [InlineData(UndefinedBehavior.Lenient, "{{ x }}|{{ d.x }}|{{ x is defined }}|{{ x|default(1) }}", "||False|1")]
    [InlineData(UndefinedBehavior.Chainable, "{{ x.y.z }}|{{ x.y|default(1) }}", "|1")]
    [InlineData(UndefinedBehavior.Debug, "{{ x }}|{{ d.x }}", "{{ x }}|{{ no such element: dict object['x'] }}")]
    [InlineData(UndefinedBehavior.Strict, "{{ x is defined }}{{ x|default('d') }}", "Falsed")]
    public void Undefined_behaves_as_asked(UndefinedBehavior behavior, string template, string expected) =>
        Rendering.Of(template, new TemplateOptions { Undefined = behavior }, ("d", new Dictionary<string, object?>()))
            .ShouldBe(expected);
}
