namespace Slipway.Templates.Tests.Differential;

/// <summary>Every filter, as templates use it.</summary>
internal sealed class FilterSamples(ExpressionGenerator x)
{
    public static IReadOnlyCollection<string> Names =>
        new FilterSamples(new ExpressionGenerator(new Random(0), new HashSet<string>()))._samples.Keys;

    private readonly Dictionary<string, Func<string>> _samples = new()
    {
        ["abs"] = () => $"{x.Pick(x.Int(), x.Float())}|abs",
        ["attr"] = () =>
            $"{x.Pick("users[0]|attr('name')", "d|attr('nope')", "range(3)|attr('start')", "s|attr('nope')", "f|attr('real')")}",
        ["batch"] = () => $"{x.List()}|batch({x.Pick("2", "3", "2, 'fill'", "4, none")})|list",
        ["capitalize"] = () => $"{x.Any()}|capitalize",
        ["center"] = () => $"{x.Any()}|center({x.Pick("", "9", "20")})",
        ["count"] = () => $"{x.Pick(x.Text(), x.List(), x.Dict())}|count",
        ["d"] = () => $"{x.Pick("missing", "d.nope", "nothing", "s")}|d({x.Any()}{x.Pick("", ", true")})",
        ["default"] = () => $"{x.Pick("missing", "users[0].nope", "''", "0")}|default({x.Any()}" +
            $"{x.Pick("", ", true", ", boolean=true")})",
        ["dictsort"] = () => $"d|dictsort({x.Pick("", "true", "by='value'", "reverse=true", "false, 'value', true")})",
        ["e"] = () => $"{x.Any()}|e",
        ["escape"] = () => $"({x.Text()}|escape)" +
            $"{x.Pick("", " + '<'", "|upper", ".replace('a', '<')", " ~ '<'", "|length", " * 2", "|escape", ".split()", ".partition('<')")}",
        ["filesizeformat"] = () => $"{x.Pick("k", "1", "1000", "123456789", "1e12", "f", "'2048'")}|filesizeformat" +
            $"{x.Pick("", "(true)", "(binary=true)")}",
        ["first"] = () => $"{x.Pick(x.List(), "s", "d")}|first",
        ["float"] = () => $"{x.Pick(x.Int(), "s", "'3.5'", "'x'", "nothing", "' 1e3 '", "'1_0.5'")}|float" +
            $"{x.Pick("", "(7)", "(default=none)")}",
        ["forceescape"] = () => $"{x.Any()}|{x.Pick("", "e|", "safe|")}forceescape",
        ["format"] = () => $"'{x.Pick("%s-%s", "%s %r", "%5s|%s")}'|format({x.Any()}, {x.Any()})",
        ["groupby"] = () =>
            $"{x.Pick("users|groupby('age')", "users|groupby('address', default='none')|list|length", "users|groupby('name', case_sensitive=true)", "pairs|groupby(0)", "users|selectattr('address', 'defined')|groupby('address.city', 'zz')|map('first')|list")}",
        ["indent"] = () =>
            $"{x.Pick("text", "s", "'a\\nb\\n\\nc'")}|indent({x.Pick("", "2", "2, true", "width=3, blank=true", "'> '", "0, first=true")})",
        ["int"] = () =>
            $"{x.Pick("s", "f", "'12'", "'0x1F'", "'12.9'", "yes", "nothing", "'1_000'", "g")}|int({x.Pick("", "5", "0, 16", "default=-1", "base=8")})",
        ["items"] = () => $"{x.Pick("d", "deep.dict", "missing")}|items|list",
        ["join"] = () =>
            $"{x.Pick(x.List() + "|join", x.List() + "|join(', ')", "users|join(',', attribute='name')", "d|join('-')", "s|join('.')", "pairs|join('|', attribute=1)")}",
        ["last"] = () => $"{x.Pick("ints", "words", "s", "range(3)", "d", "[]")}|last",
        ["length"] = () => $"{x.Pick(x.Text(), x.List(), x.Dict())}|length",
        ["list"] = () => $"{x.Pick(x.Text(), x.List(), x.Dict())}|list",
        ["lower"] = () => $"{x.Any()}|lower",
        ["map"] = () =>
            $"{x.Pick("words|map('upper')", "users|map(attribute='name')", "users|map(attribute='address', default='?')", "words|map('replace', 'a', 'b')", "ints|map('string')", "pairs|map('first')", "words|map('length')", "ints|map('default', 3)", "pairs|map(attribute=0)")}|list",
        ["max"] = () =>
            $"{x.Pick(x.Sortable() + "|max", "words|max(case_sensitive=true)", "users|max(attribute='age')", "[]|max")}",
        ["min"] = () => $"{x.Pick(x.Sortable() + "|min", "words|min(true)", "users|min(attribute='age')", "[]|min")}",
        ["pprint"] = () =>
            $"{x.Pick(x.Any(), "users", "deep", "[text, text, words]", "{'b': text, 'a': users}", "tree", "text * 2")}|pprint",
        ["random"] = () => $"{x.Pick("[i]|random", "[]|random", "'a'|random", "[s, s]|random")}",
        ["reject"] = () =>
            $"{x.Pick("ints|reject('odd')", "ints|reject('gt', 3)", "words|reject('in', ['alpha'])", "[0, 1, '', none]|reject")}|list",
        ["rejectattr"] = () =>
            $"{x.Pick("users|rejectattr('active')", "users|rejectattr('age', 'eq', 21)", "users|rejectattr('address', 'defined')")}|map(attribute='name')|list",
        ["replace"] = () => $"{x.Any()}|replace({x.Literal()}, {x.Literal()}{x.Pick("", ", 1", ", 2")})",
        ["reverse"] = () => $"{x.Pick("s|reverse", x.List() + "|reverse|list", "d|reverse|list")}",
        ["round"] = () =>
            $"{x.Pick(x.Float(), "f", "i", "2.5", "k")}|round({x.Pick("", "1", "2", "-1", "0, 'floor'", "1, 'ceil'", "method='floor'")})",
        ["safe"] = () => $"({x.Pick(x.Text(), "'<b>%s</b>{}'")}|safe)" +
            $"{x.Pick("", " + '<'", "|e", " ~ '<&'", "|upper", ".join(['<', '>'])", "|replace('a', '<')", "|string", ".center(20, '*')", "[1:4]")} " +
            $"~ ('<i>%s</i>{{}}'|safe){x.Pick(" % (s,)", ".format(t)", "")}",
        ["select"] = () =>
            $"{x.Pick("ints|select('even')", "ints|select('divisibleby', 3)", "words|select('string')", "[0, 1, '', 'a']|select", "words|select('ne', s)")}|list",
        ["selectattr"] = () =>
            $"{x.Pick("users|selectattr('active')", "users|selectattr('age', 'ge', 21)", "users|selectattr('address', 'undefined')")}|map(attribute='age')|list",
        ["slice"] = () => $"{x.List()}|slice({x.Pick("2", "3", "3, 'f'", "4")})|list",
        ["sort"] = () =>
            $"{x.Pick(x.Sortable() + "|sort", x.Sortable() + "|sort(reverse=true)", "words|sort(case_sensitive=true)", "users|sort(attribute='age,name')|map(attribute='name')|list", "pairs|sort(attribute=1)")}",
        ["string"] = () => $"{x.Any()}|string",
        ["striptags"] = () =>
            $"{x.Pick("'<p>a &amp; b</p>  <!-- c -->d'", x.Text(), "'&lt;b&gt; &copy; &#65;&#x42; &nosuch; &notit'")}|striptags",
        ["sum"] = () =>
            $"{x.Pick("ints|sum", "floats|sum", "users|sum(attribute='age')", "ints|sum(start=10)", "[[1], [2]]|sum(start=[])", "pairs|sum(attribute=1)")}",
        ["title"] = () => $"{x.Any()}|title",
        ["tojson"] = () => $"{x.Pick(x.Any(), "deep", "users", "{'b': [1, 2.5, none], 'a': '<é>'}")}|tojson" +
            $"{x.Pick("", "(2)", "(indent=1)")}",
        ["trim"] = () => $"{x.Any()}|trim{x.Pick("", "('a')", "(' x')", "(chars='ab')")}",
        ["truncate"] = () =>
            $"{x.Pick("text", "s", x.Text())}|truncate({x.Pick("9", "12, true", "5, true, ''", "20, false, '..', 0", "length=8, leeway=0", "")})",
        ["unique"] = () =>
            $"{x.Pick("words|unique", "ints|unique", "words|unique(case_sensitive=true)", "users|unique(attribute='age')|map(attribute='name')", "s|unique")}|list",
        ["upper"] = () => $"{x.Any()}|upper",
        ["urlencode"] = () => $"{x.Pick(x.Text(), "d", "pairs", "i", "{'a b': s, 'c': 'd/e'}")}|urlencode",
        ["urlize"] = () =>
            $"{x.Pick("text", "'see http://example.com/a?b=c&d and (www.example.org).'", "'mail me@example.com, <https://x.net>'", x.Text())}|urlize({x.Pick("", "10", "nofollow=true", "target='_blank'", "rel='me'", "extra_schemes=['tel:']")})",
        ["wordcount"] = () => $"{x.Any()}|wordcount",
        ["wordwrap"] = () =>
            $"{x.Pick("text", "s", "'one two-three four--five averyverylongword'")}|wordwrap({x.Pick("10", "5", "20, false", "8, wrapstring='|'", "7, break_on_hyphens=false", "")})",
        ["xmlattr"] = () =>
            $"{x.Pick("{'class': s, 'id': none, 'n': i}", "d", "{'a': missing, 'b': '<'}", "{}")}|xmlattr" +
            $"{x.Pick("", "(false)")}",
    };

    public (string Sample, string Name) Next(string? name)
    {
        name ??= _samples.Keys.ElementAt(x.Next(_samples.Count));
        return (_samples[name](), name);
    }
}
