namespace Slipway.Templates.Tests;

/// <summary>What Jinja2 3.1.2 makes of these was written down from it.</summary>
public sealed class ExpressionTests
{
    [Theory]
    [InlineData("7 // 2 ~ ' ' ~ -7 // 2 ~ ' ' ~ -7 % 3 ~ ' ' ~ 7 % -3", "3 -4 2 -2")]
    [InlineData("2 ** 3 ** 2", "64")]
    [InlineData("-2 ** 2", "4")]
    [InlineData("7 / 2 ~ ' ' ~ 4 / 2", "3.5 2.0")]
    [InlineData("12345678901234567890 * 98765432109876543210", "1219326311370217952237463801111263526900")]
    [InlineData("0.1 + 0.2", "0.30000000000000004")]
    [InlineData("[1e15, 1e16, 1e-4, 1e-5, 1.0, -0.0]", "[1000000000000000.0, 1e+16, 0.0001, 1e-05, 1.0, -0.0]")]
    [InlineData("1 == 1.0 == true", "True")]
    [InlineData("{1: 'a', 1.0: 'b', true: 'c'}", "{1: 'c'}")]
    [InlineData("[none, true, 1.5, 'it\\'s', (1,), {'a': []}]", "[None, True, 1.5, \"it's\", (1,), {'a': []}]")]
    [InlineData("'a' 'b' ~ 1 ~ none", "ab1None")]
    [InlineData("1 < 2 < 3 != 4", "True")]
    [InlineData("[3, 1, 2][::-1] ~ 'héllo'[1:4] ~ 'abc'[-1]", "[2, 1, 3]éllc")]
    [InlineData("'😀é'|length ~ '😀é'[0]", "2😀")]
    [InlineData("x if x is defined", "")]
    [InlineData("1 is divisibleby 1 and not 2 is odd", "True")]
    [InlineData("true or 1|no_such_filter", "True")]
    [InlineData("range(0, 10, 3)", "range(0, 10, 3)")]
    [InlineData("{'b': 1}.items() ~ {'b': 1}.keys()", "dict_items([('b', 1)])dict_keys(['b'])")]
    [InlineData("dict(a=1).a ~ {'items': 5}['items']", "15")]
    public void Values_are_python_s(string expression, string expected) =>
        Rendering.Of($"{{{{ {expression} }}}}").ShouldBe(expected);

    [Theory]
    [InlineData("'%05d|%-5s|%x|%#o|%+.2f|%e|%g' % (42, 'a', 255, 8, 2.675, 12345.678, 1e20)",
        "00042|a    |ff|0o10|+2.67|1.234568e+04|1e+20")]
    [InlineData("'%(a)s %(b)r %%' % {'a': 1, 'b': 'x'}", "1 'x' %")]
    [InlineData("'{:>5}|{:<5}|{:^5}|{:05d}|{:,}|{:x}|{:.2%}'.format('a', 'b', 'c', 42, 1234567, 255, 0.256)",
        "    a|b    |  c  |00042|1,234,567|ff|25.60%")]
    [InlineData("'{0} {a[k]} {b.real!r}'.format(1, a={'k': 2}, b=3)", "1 2 3")]
    [InlineData("'{:.1f} {:.1f} {:.0f} {:.0f}'.format(0.25, 0.35, 0.5, 1.5)", "0.2 0.3 0 2")]
    [InlineData("2.5|round ~ ' ' ~ 3.5|round ~ ' ' ~ 2.675|round(2) ~ ' ' ~ 1234|round(-2)", "2.0 4.0 2.67 1200")]
    public void Numbers_are_formatted_and_rounded_as_python_does(string expression, string expected) =>
        Rendering.Of($"{{{{ {expression} }}}}").ShouldBe(expected);

    [Theory]
    [InlineData("'straße ﬁ'.upper() ~ 'ΑΣ'.lower() ~ 'ß'.casefold()", "STRASSE FIαςss")]
    [InlineData("'it\\'s a DOG-day'|title ~ '|' ~ 'it\\'s a DOG-day'.title()", "It's A Dog-Day|It'S A Dog-Day")]
    [InlineData("'a,b,,c'.split(',') ~ ' a  b '.split() ~ 'a b c'.rsplit(None, 1)",
        "['a', 'b', '', 'c']['a', 'b']['a b', 'c']")]
    [InlineData("[' a b '.split(None, 1), ' a b '.rsplit(None, 1)]", "[['a', 'b '], [' a', 'b']]")]
    [InlineData("'ab'.center(5, '-') ~ 'abc'.center(6, '-') ~ '-5'.zfill(4)", "--ab--abc---005")]
    [InlineData("'<b>'|e + '<b>' + '<i>'|safe", "&lt;b&gt;&lt;b&gt;<i>")]
    [InlineData("('<b>%s</b>'|safe) % '<' ~ ('{}'|safe).format('&')", "<b>&lt;</b>&amp;")]
    [InlineData("{'b': [1.5, none], 'a': '<é>'}|tojson", "{\"a\": \"\\u003c\\u00e9\\u003e\", \"b\": [1.5, null]}")]
    [InlineData("'see www.example.org, (http://example.com/a)'|urlize",
        "see <a href=\"https://www.example.org\" rel=\"noopener\">www.example.org</a>, " +
            "(<a href=\"http://example.com/a\" rel=\"noopener\">http://example.com/a</a>)")]
    [InlineData("'foo bar baz qux'|truncate(9) ~ 'foo bar baz qux'|truncate(9, true)", "foo...foo ba...")]
    [InlineData("'one two-three four'|wordwrap(8)", "one two-\nthree\nfour")]
    [InlineData("[{'c': 'b'}, {'c': 'A'}, {'c': 'B'}]|groupby('c')|map('first')|list", "['A', 'b']")]
    [InlineData("'<p>a &amp; b</p> &notit;'|striptags", "a & b ¬it;")]
    public void Text_and_filters_are_jinja_s(string expression, string expected) =>
        Rendering.Of($"{{{{ {expression} }}}}").ShouldBe(expected);
}
