namespace Slipway.Templates.Tests.Differential;

/// <summary>Every statement, nested in each other.</summary>
internal sealed class StatementGenerator
{
    private readonly ExpressionGenerator _x;
    private readonly ISet<string> _features;
    private readonly Dictionary<string, string> _templates;
    private readonly Dictionary<string, Func<string>> _samples;
    private int _depth;
    private int _names;
    private int _loops;

    public StatementGenerator(ExpressionGenerator x, ISet<string> features, Dictionary<string, string> templates)
    {
        _x = x;
        _features = features;
        _templates = templates;
        _samples = Samples();
    }

    /// <summary>extends is a template's own matter; see <see cref="CaseGenerator"/>.</summary>
    public static IReadOnlyCollection<string> Names =>
        [.. new StatementGenerator(new ExpressionGenerator(new Random(0), new HashSet<string>()), new HashSet<string>(),
            [])._samples.Keys, "extends", "super", "required block"];

    public string Body(int max)
    {
        if (_depth > 2)
            return $"{{{{ {_x.Printable()} }}}}";
        _depth++;
        var body = string.Concat(Enumerable.Range(0, 1 + _x.Next(max)).Select(_ => Piece()));
        _depth--;
        return body;
    }

    public string Statement(string? name = null)
    {
        name ??= _samples.Keys.ElementAt(_x.Next(_samples.Count));
        _features.Add("statement " + name);
        _depth++;
        var sample = _samples[name]();
        _depth--;
        return sample;
    }

    public string Fresh(string prefix) => $"{prefix}{_names++}";

    private string Piece() => _x.Next(4) switch
    {
        0 => _x.Pick("text ", "\n", " a < b ", "  \n  ", "é\n", "x\n\ny"),
        1 => Statement(),
        _ => $"{Open("{{")} {_x.Printable()} {Close("}}")}",
    };

    private string Open(string tag) => tag + (_x.Next(8) == 0 ? "-" : "");

    private string Close(string tag) => (_x.Next(8) == 0 ? "-" : "") + tag;

    private string Tag(string content) => $"{Open("{%")}{(_x.Next(30) == 0 ? "\n" : " ")}{content} {Close("%}")}";

    private string WithLocals(IEnumerable<string> names, Func<string> make)
    {
        var count = _x.Locals.Count;
        _x.Locals.AddRange(names);
        var made = make();
        _x.Locals.RemoveRange(count, _x.Locals.Count - count);
        return made;
    }

    private string Loop(string head, IEnumerable<string> locals, string extra = "")
    {
        _loops++;
        var body = WithLocals(locals, () => Body(3));
        _loops--;
        return $"{Tag(head)}{extra}{body}";
    }

    private Dictionary<string, Func<string>> Samples() => new()
    {
        ["if"] = () =>
            $"{Tag($"if {_x.Bool()}")}{Body(3)}{(_x.Next(2) == 0 ? Tag($"elif {_x.Printable()}") + Body(2) : "")}" +
            $"{(_x.Next(2) == 0 ? Tag("else") + Body(2) : "")}{Tag("endif")}",
        ["for"] = () => $"{Loop($"for v in {_x.List()}", ["v"])}{Tag("endfor")}",
        ["for if"] = () =>
            $"{Loop($"for v in {_x.List()} if {_x.Pick("v", "v is string", "v is number", "loop is undefined", "v != 1")}", ["v"])}" +
            $"{Tag("endfor")}",
        ["for else"] = () =>
            $"{Loop($"for v in {_x.Pick("[]", "ints", "words if no")}", ["v"])}{Tag("else")}{Body(2)}{Tag("endfor")}",
        ["for unpacking"] = () =>
            $"{Loop($"for p, q in {_x.Pick("pairs", "d.items()", "d|dictsort", "[(1, 2), [3, 4]]")}", ["p", "q"])}" +
            $"{Tag("endfor")}",
        ["loop"] = () => Loop(
            $"for v in {_x.Pick("ints", "words", "users", "s", "ints if v", "words|map('upper')")}", ["v"],
            $"{{{{ loop." +
                $"{_x.Pick("index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "cycle(1, 2, 3)", "changed(v)", "previtem", "nextitem")} " +
                $"}}}}") + Tag("endfor"),
        ["recursive"] = () => $"{{% for n in tree recursive %}}[{{{{ n.name }}}}" +
            $"{_x.Pick("", "{{ loop.depth }}", "{{ loop.index }}")}{{% if n.children %}}{{{{ loop(n.children) " +
            $"}}}}{{% endif %}}]{{% endfor %}}",
        ["break"] = () => Loop("for v in ints", ["v"],
            $"{{% if {_x.Pick("v > 3", "loop.index > 2", _x.Bool())} %}}{{% break %}}{{% endif %}}") + Tag("endfor"),
        ["continue"] = () => Loop("for v in ints", ["v"],
            $"{{% if {_x.Pick("v > 3", "v is odd", _x.Bool())} %}}{{% continue %}}{{% endif %}}") + Tag("endfor"),
        ["set"] = () =>
            $"{Tag($"set {_x.Pick($"u = {_x.Any()}", $"w = {_x.Any()}", $"i = {_x.Int()}", $"s = {_x.Text()}", $"v = {_x.Int()}")}")}{{{{ " +
            $"u }}}}{{{{ i }}}}",
        ["set tuple"] = () => $"{Tag($"set u, w = {_x.Any()}, {_x.Any()}")}{{{{ w }}}}",
        ["set block"] = () => $"{Tag("set u" + _x.Pick("", " | upper", " | trim | length", " | replace('a', 'b')"))}" +
            $"{Body(2)}{Tag("endset")}[{{{{ u }}}}]",
        ["set namespace"] = () => $"{{% set ns = namespace(a={_x.Any()}) %}}{{% for v in ints %}}{{% set ns.a = " +
            $"{_x.Pick("v", "[ns.a, v]|length", _x.Any())} %}}{{% endfor %}}{{{{ ns.a }}}}{{{{ ns." +
            $"{_x.Pick("a", "b")} }}}}",
        ["do"] = () => $"{{% set u = [1] %}}" +
            $"{Tag($"do u.{_x.Pick($"append({_x.Any()})", $"extend({_x.List()})", $"insert(0, {_x.Any()})", "pop()", "reverse()", "clear()")}")}{{{{ u }}}}",
        ["with"] = () => $"{Tag($"with u = {_x.Any()}, w = {_x.Any()}")}{WithLocals(["u", "w"], () => Body(3))}" +
            $"{Tag("endwith")}{{{{ u }}}}",
        ["filter"] = () =>
            $"{Tag("filter " + _x.Pick("upper", "replace('a', 'o')", "trim|title", "indent(2, true)", "e", "center(20)"))}" +
            $"{Body(3)}{Tag("endfilter")}",
        ["macro"] = Macro,
        ["call"] = Call,
        ["raw"] = () => $"{Tag("raw")}{{{{ {_x.Any()} }}}} {{% if %}}{Tag("endraw")}",
        ["comment"] = () => $"{_x.Pick("{# ", "{#- ", "{#+ ")}anything {{{{ }}}} {_x.Pick(" #}", " -#}", " +#}")}",
        ["print"] = () => Tag($"print {_x.Printable()}, {_x.Any()}"),
        ["block"] = () =>
            $"{{% block {Fresh("b")} {_x.Pick("", "scoped ")}%}}{InFunction(() => Body(3))}{{% endblock %}}",
        ["self"] = Self,
        ["include"] = Include,
        ["import"] = () => $"{Tag($"import 'lib' as m{_x.Pick("", " with context", " without context")}")}{{{{ " +
            $"m.hello({_x.Any()}) }}}}{{{{ m.value }}}}{{{{ m.nope }}}}",
        ["from import"] = () =>
            $"{Tag($"from 'lib' import hello, value as w{_x.Pick("", ", nope", " with context", " without context")}")}{{{{ " +
            $"hello(w) }}}}{{{{ nope }}}}",
    };

    /// <summary>The loops around are not those of a block, macro or call.</summary>
    private string InFunction(Func<string> make)
    {
        var loops = _loops;
        _loops = 0;
        var made = make();
        _loops = loops;
        return made;
    }

    private string Self()
    {
        var name = Fresh("b");
        return $"{{% block {name} %}}{_x.Pick("x", "{{ i }}")}{{% endblock %}}{{{{ self.{name}() }}}}";
    }

    private string Macro()
    {
        var name = Fresh("m");
        var body = InFunction(() => WithLocals(["p", "q"], () => Body(3)));
        var definition = $"{Tag($"macro {name}(p, q={_x.Any()}{_x.Pick("", ", r=p", ", r=i")})")}{body}" +
            $"{_x.Pick("", "{{ varargs }}{{ kwargs }}", "{{ varargs|length }}")}{Tag("endmacro")}";
        return definition +
            $"{{{{ {name}({_x.Pick(_x.Any(), $"{_x.Any()}, {_x.Any()}", $"q={_x.Any()}", "*ints[:2]", "**{'q': 1}", "", "1, 2", _x.Next(4) == 0 ? "1, 2, 3, 4" : "1", _x.Next(6) == 0 ? "1, z=2" : "2")}) }}}}";
    }

    private string Call()
    {
        var name = Fresh("m");
        var body = InFunction(() => WithLocals(["c"], () => Body(2)));
        return $"{{% macro {name}(p=1) %}}<{{{{ caller({_x.Pick("p", "p, 2", "")}) }}}}>{{% endmacro %}}" +
            $"{Tag($"call(c={_x.Any()}, e=0) {name}({_x.Pick("", _x.Any())})")}{body}{Tag("endcall")}";
    }

    private string Include()
    {
        _templates.TryAdd("inc", $"(inc {{{{ {_x.Pick("i", "s", "v", "u", _x.Any())} }}}}" +
            $"{_x.Pick("", _x.Next(4) == 0 ? "\n\n{{ missing.x }}" : "x\n", "{% set i = 3 %}{{ i }}", "\n")})");
        return Tag("include " +
            $"{_x.Pick("'inc'", "'inc'", "['nope', 'inc']", "'nope' ignore missing", "'in' ~ 'c'", "['nope'] ignore missing", _x.Next(4) == 0 ? "'nope'" : "'inc'")}" +
            $"{_x.Pick("", "", " with context")}");
    }
}
