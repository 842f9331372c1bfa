using Slipway.Templates;

namespace Slipway.Templates.Tests;

public sealed class ErrorTests
{
    [Theory]
    [InlineData("a\n{% endif %}", TemplateError.TemplateSyntaxError, 2, "Encountered unknown tag 'endif'.")]
    [InlineData("{% if x %}\n{% endfor %}", TemplateError.TemplateSyntaxError, 2, "looking for the following tags: " +
        "'elif' or 'else' or 'endif'. The innermost block that needs to be closed is 'if'.")]
    [InlineData("\n{{ x", TemplateError.TemplateSyntaxError, 2,
        "unexpected end of template, expected 'end of print statement'.")]
    [InlineData("{{ x y }}", TemplateError.TemplateSyntaxError, 1, "expected token 'end of print statement', got 'y'")]
    [InlineData("{{ (1] }}", TemplateError.TemplateSyntaxError, 1, "unexpected ']', expected ')'")]
    [InlineData("{# a", TemplateError.TemplateSyntaxError, 1, "Missing end of comment tag")]
    [InlineData("\n{{ x|nope }}", TemplateError.TemplateAssertionError, 2, "No filter named 'nope'.")]
    [InlineData("{% block a %}{% endblock %}\n{% block a %}{% endblock %}", TemplateError.TemplateAssertionError, 2,
        "block 'a' defined twice")]
    [InlineData("\n\n{{ x.y }}", TemplateError.UndefinedError, 3, "'x' is undefined")]
    [InlineData("{% for a in [1] %}\n{{ a / 0 }}{% endfor %}", TemplateError.ZeroDivisionError, 2, "division by zero")]
    [InlineData("{% macro m() %}\n{{ 1 + 'a' }}\n{% endmacro %}\n{{ m() }}", TemplateError.TypeError, 2,
        "unsupported operand type(s) for +: 'int' and 'str'")]
    [InlineData("{% if x == 1 %}\n{% elif y / 0 %}{% endif %}", TemplateError.UndefinedError, 2, "'y' is undefined")]
    [InlineData("\n{% include 'nope' %}", TemplateError.TemplateNotFound, 2, "nope")]
    [InlineData("{{ 'a'.__class__() }}", TemplateError.SecurityError, 1,
        "access to attribute '__class__' of 'str' object is unsafe.")]
    public void A_fault_says_what_where_and_what_was_expected(
        string template, TemplateError error, int line, string cause)
    {
        var thrown = Rendering.Failing(template);
        thrown.Error.ShouldBe(error);
        thrown.Line.ShouldBe(line);
        thrown.Template.ShouldBe("main");
        thrown.Cause.ShouldContain(cause);
    }

    [Theory]
    [InlineData("{% set l = [1] %}{% for i in l %}{% do l.append(i) %}{% endfor %}", "turns")]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "nested deeper")]
    [InlineData("{{ 'a' * 1000000000 }}", "longer")]
    [InlineData("{{ '%1000000000d' % 1 }}", "longer")]
    [InlineData("{{ 'a'.center(1000000000) }}", "longer")]
    [InlineData("{{ [1] * 1000000000 }}", "longer")]
    [InlineData("{{ 10 ** (10 ** 10) }}", "integer")]
    [InlineData(
        "{% set ns = namespace(s='aaaaaaaaaa') %}{% for i in range(40) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
        "longer")]
    [InlineData(
        "{% for i in range(1000) %}{% for j in range(1000) %}{{ 'some text' }}{% endfor %}{% endfor %}", "longer")]
    [InlineData("{% for i in range(90000) %}{{ 'a' * 1000 }}{% endfor %}", "longer")]
    [InlineData("{% include 'main' %}", "nested deeper")]
    public void Nothing_grows_without_bounds(string template, string cause)
    {
        var thrown = Rendering.Failing(template,
            new TemplateOptions { Limits = new TemplateLimits { Iterations = 200_000, OutputLength = 1 << 20 } });
        thrown.Error.ShouldBe(TemplateError.LimitExceeded);
        thrown.Cause.ShouldContain(cause);
    }

    [Fact]
    public void A_condition_that_is_strictly_undefined_fails_at_its_own_line() =>
        Rendering.Failing("{% if false %}\n{% elif y %}{% endif %}",
            new TemplateOptions { Undefined = UndefinedBehavior.Strict }).Line.ShouldBe(2);

    [Fact]
    public void A_template_has_so_much_time_only()
    {
        var options = new TemplateOptions { Limits = new TemplateLimits { Time = TimeSpan.Zero } };
        Rendering.Failing("{% for i in range(1000) %}{% endfor %}", options).Cause.ShouldContain("takes longer");
    }

    [Fact]
    public void Ranges_are_bounded_as_in_jinja_s_sandbox() =>
        Rendering.Failing("{{ range(100001) }}").Error.ShouldBe(TemplateError.OverflowError);

    [Fact]
    public void Deep_nesting_is_refused_not_followed()
    {
        Rendering.Failing($"{{{{ {new string('(', 100_000)} }}}}").Error.ShouldBe(TemplateError.LimitExceeded);
        Rendering.Failing(string.Concat(Enumerable.Repeat("{% if 1 %}", 10_000))).Error
            .ShouldBe(TemplateError.LimitExceeded);
    }

    [Fact]
    public void Values_that_hold_themselves_are_printed()
    {
        Rendering.Of("{% set l = [1] %}{% do l.append(l) %}{{ l }}{{ l|pprint }}").ShouldStartWith("[1, [...]]");
        Rendering.Failing("{% set l = [1] %}{% do l.append(l) %}{{ l == [1, l] }}{{ l|tojson }}").Error
            .ShouldBe(TemplateError.ValueError);
    }

    [Fact]
    public void Objects_of_the_program_are_no_values() =>
        Should.Throw<ArgumentException>(() => Rendering.Of("{{ x }}", null, ("x", new Uri("http://example.com"))));
}
