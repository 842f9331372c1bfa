using System.Text;
using Slipway.Templates;
using Slipway.Templates.Loading;

namespace Slipway.Fuzz;

/// <summary>
/// Templates that use every statement and most of what expressions have; a template must render, or be refused.
/// </summary>
internal static class TemplateCorpus
{
    private static readonly string[] Templates =
    [
        "{% for k, v in {'a': 1, 'b': [2, 3]}.items() if v %}{{ loop.index }}{{ k }}{{ v }}{% else %}-{% endfor %}",
        "{% macro m(a, b=2, *c) %}{{ a }}{% endmacro %}",
        "{% macro m(a, b=a ~ '!') -%} {{ a|upper }}{{ caller(b) }}{{ varargs }}{{ kwargs }} " +
            "{%- endmacro %}{% call(x) m('q', z=1) %}{{ x }}{% endcall %}",
        "{% extends 'base' %}{% block one scoped %}{{ super() }}{{ self.two() }}{% endblock %}{% block two " +
            "required %}{% endblock %}",
        "{% import 'base' as b with context %}{% from 'base' import m as n, o %}{% include ['x', 'base'] ignore " +
            "missing without context %}{{ n }}",
        "{% set ns = namespace(a=1) %}{% set ns.a, b = 1, 2 %}{% set t | trim | replace('a', 'b') %} a {% endset %}" +
        "{{ t }}{% with x = 1, y = x %}{{ y }}{% endwith %}",
        "{% for n in [[1, [2, [3]]]] recursive %}{{ loop(n) if n is iterable else n }}{% break %}{% continue %}" +
        "{% endfor %}{% do [].append(1) %}{% print 1, 2 %}",
        "{% raw %}{{ x }}{% endraw %}{#- c -#}{% filter upper|indent(2, true) %}x{% endfilter %}" +
        "{% if a is defined and not b is in [1] %}{% elif c %}{% else %}{% endif %}",
        "{{ '%5.2f|%-5s|%(a)s' % (1.5, 'x') }}{{ '{:>{w}.3f} {a[0].b!r:^5}'.format(1.5, w=9, a=[1]) }}{{ " +
            "'a\\x41\\u00e9\\n\\101'[1:-1:2] }}",
        "{{ [3, 1.5, true, none, 'x'][::-1]|map('string')|join(',') }}{{ 2 ** 100 // 7 % 11 - 5e-3 * 0x1F }}" +
        "{{ 1 < 2 <= 3 != 4 in [5] }}{{ (1, 'a') ~ {1: {}} }}",
        "{{ 'http://example.com (a@example.org)'|urlize(5, true) }}{{ {'a': '<'}|xmlattr }}" +
        "{{ 'a-b c--d'|wordwrap(3) }}{{ {'b': 1}|tojson(2) }}{{ '&amp;&#x41;'|striptags }}",
        "{{ [{'a': 1}, {'a': 2}]|selectattr('a', 'gt', 1)|groupby('a')|first|pprint }}" +
        "{{ 'abc'|batch(2, '-')|list|slice(2)|list }}{{ 12345.678|filesizeformat|center(20) }}",
    ];

    private static readonly TemplateOptions Options = new()
    {
        LineStatementPrefix = "%%",
        LineCommentPrefix = "##",
        TrimBlocks = true,
        LstripBlocks = true,
        Limits = new TemplateLimits
        {
            OutputLength = 1 << 16, Work = 1 << 20, Iterations = 20_000,
            IntegerBits = 4096, Time = TimeSpan.FromSeconds(5),
        },
    };

    public static IReadOnlyList<byte[]> All { get; } = [.. Templates.Select(Encoding.UTF8.GetBytes)];

    public static void Render(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        const string parent =
            "{% macro m() %}m{% endmacro %}{% block one %}1{% endblock %}{% block two %}2{% endblock %}";
        var templates = new MemoryTemplates(new Dictionary<string, string> { ["main"] = text, ["base"] = parent });
        new TemplateEnvironment(templates, Options)
            .Get("main").Render(new Dictionary<string, object?> { ["x"] = text, ["a"] = 1 });
    }
}
