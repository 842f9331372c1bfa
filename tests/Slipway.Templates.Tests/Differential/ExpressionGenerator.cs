namespace Slipway.Templates.Tests.Differential;

/// <summary>
/// Expressions of a type that is asked for, so that most of them can be evaluated; now and then one of another type.
/// </summary>
internal sealed class ExpressionGenerator
{
    private readonly Random _random;
    private readonly ISet<string> _features;
    private readonly FilterSamples _filters;
    private readonly TestSamples _tests;
    private int _depth;

    public ExpressionGenerator(Random random, ISet<string> features)
    {
        _random = random;
        _features = features;
        _filters = new FilterSamples(this);
        _tests = new TestSamples(this);
    }

    /// <summary>Variables of loops and macros that may be used now.</summary>
    public List<string> Locals { get; } = [];

    public int Next(int max) => _random.Next(max);

    public string Pick(params string[] choices) => choices[_random.Next(choices.Length)];

    public string Any() => Nested(() => Next(7) switch
    {
        0 => Int(),
        1 => Float(),
        2 => Text(),
        3 => List(),
        4 => Bool(),
        5 => Dict(),
        _ => Locals.Count > 0 ? Locals[Next(Locals.Count)] : Text(),
    });

    public string Int() => Nested(() => Wrong() ?? Next(12) switch
    {
        0 => $"({Int()} + {Int()})",
        1 => $"({Int()} - {Int()})",
        2 => $"({Int()} * {Int()})",
        3 => $"({Int()} // {Pick("j", "3", "-2", "7")})",
        4 => $"({Int()} % {Pick("j", "3", "-4", "10")})",
        5 => $"({Text()}|length)",
        6 => $"({Int()} if {Bool()} else {Int()})",
        7 => $"(-{Pick("i", "j", "5")})",
        8 => $"(j ** {Pick("2", "3", "5")})",
        9 => Pick("d.a", "d['B']", "users[0].age", "deep.list[0]", "(ints|length)", "(words|count)"),
        10 => $"{Text()}.count({Literal()})",
        _ => Pick("i", "j", "k", "0", "1", "7", "-3", "1_000", "0x1f", "0b101", "123456789012345678901"),
    }, Pick("i", "j", "3"));

    public string Float() => Nested(() => Next(7) switch
    {
        0 => $"({Float()} + {Int()})",
        1 => $"({Float()} * {Float()})",
        2 => $"({Int()} / j)",
        3 => $"({Float()} // {Pick("2.5", "j", "-1.5")})",
        4 => $"({Float()} % {Pick("2.5", "j", "-1.5")})",
        5 => $"({Float()})",
        _ => Pick("f", "g", "1.5", "0.1", "1e3", "2.5e-3", "100.0", "floats[0]", "1e17"),
    }, "f");

    public string Text() => Nested(() => Wrong() ?? Next(18) switch
    {
        0 => $"({Text()} ~ {Any()})",
        1 => $"({Text()} + {Literal()})",
        2 => $"{Text()}." +
            $"{Pick("upper", "lower", "title", "capitalize", "swapcase", "strip", "lstrip", "rstrip", "casefold")}()",
        3 => $"{Text()}.replace({Literal()}, {Literal()})",
        4 => $"{Text()}[{Pick("0:3", "1:", ":-1", "::2", "::-1", "-3:", "5:2")}]",
        5 => $"({Text()} * {Pick("2", "0", "3")})",
        6 => $"('{Pick("%s", "%r", "%5s|", "%-6s|", "%.2s")}' % ({Any()},))",
        7 => $"('{Pick("%d", "%5d", "%05d", "%+d", "%x", "%o", "%5.2f", "%e", "%g", "%G")}' % {Pick("i", "j", "k")})",
        8 => $"('{Pick("%.3f", "%e", "%g", "%10.1f", "%-10.2e|", "%+.0f")}' % {Float()})",
        9 => $"'{Pick("{}", "{:>8}", "{:*^9}", "{!r}", "{0}-{0}", "{:.3}")}'.format({Pick("s", "t", "'abc'")})",
        10 =>
            $"'{Pick("{:d}", "{:05d}", "{:,}", "{:x}", "{:#b}", "{:+}", "{:>6}", "{:e}", "{:_}", "{:.2f}", "{:%}")}'.format({Pick("i", "j", "k", "d.a")})",
        11 =>
            $"'{Pick("{:.2f}", "{:10.3e}", "{:g}", "{:,.1f}", "{:08.2f}", "{:.0f}", "{:+.1%}", "{}", "{:.5}", "{:n}")}'.format({Float()})",
        12 => $"'{Pick("{a}-{b}", "{a.name}", "{a[name]:>5}", "{b!s:*<6}")}'.format(a=users[0], b={Int()})",
        13 => $"{Literal()}.join({Pick("words", "['a', 'b']", "d", "s.split()")})",
        14 => $"{Text()}." +
            $"{Pick("center(12)", "ljust(9, '.')", "rjust(9)", "zfill(8)", "expandtabs(4)", "center(7, '*')")}",
        15 => $"({Text()} if {Bool()} else {Text()})",
        16 => Pick("users[0].name", "words[0]", "(words|last)", "deep.dict.x", "deep['s']", "pairs[0][0]"),
        _ => Next(2) == 0 ? Pick("s", "t", "text") : Literal(),
    }, Pick("s", "t"));

    public string List() => Nested(() => Next(11) switch
    {
        0 => $"[{Any()}, {Any()}]",
        1 => $"({Pick("ints", "words")} + [{Any()}])",
        2 => $"{Text()}.split({Pick("", "' '", "'a'", "',', 1")})",
        3 => $"range({Pick("5", "j", "1, 9, 2", "5, 0, -1")})",
        4 => $"{Pick("ints", "words", "users")}[{Pick("1:", ":2", "::-1")}]",
        5 => $"({Any()}, {Any()})",
        6 => Pick("d.keys()", "d.values()", "d.items()", "deep.list") + "|list|list",
        7 => $"{Text()}.{Pick("splitlines()", "partition('a')", "rsplit(None, 1)", "rpartition(' ')")}",
        8 => $"([{Int()}] * {Pick("2", "3")})",
        9 => "[]",
        _ => Pick("ints", "words", "floats", "users", "nested", "pairs"),
    }, "ints");

    /// <summary>A list whose items compare.</summary>
    public string Sortable() => Pick(
        "ints", "words", "floats", "[3, 1, 2]", "['b', 'A', 'c']", "s.split()", "d.values()", "range(5)", "'hello'");

    public string Dict() => Nested(() => Next(4) switch
    {
        0 => $"{{'x': {Any()}, 'y': {Any()}}}",
        1 => $"dict(a={Any()}, b={Any()})",
        2 => $"{{{Pick("1", "'k'", "1.5", "true", "none")}: {Any()}}}",
        _ => Pick("d", "deep", "deep.dict", "users[0]"),
    }, "d");

    public string Bool() => Nested(() => Next(10) switch
    {
        0 => $"({Int()} {Pick("==", "!=", "<", "<=", ">", ">=")} {Int()})",
        1 => $"({Text()} {Pick("==", "!=", "<", ">")} {Text()})",
        2 => $"({Any()} {Pick("in", "not in")} {List()})",
        3 => $"({Literal()} in {Text()})",
        4 => $"({Bool()} {Pick("and", "or")} {Bool()})",
        5 => $"(not {Any()})",
        6 => $"({Pick("0", "i")} < {Int()} <= {Pick("9", "k")})",
        7 => $"({Text()}.{Pick("startswith", "endswith")}({Literal()}))",
        8 => $"({Any()} == {Any()})",
        _ => Pick("yes", "no", "true", "false", "nothing is none", "s", "ints"),
    }, "yes");

    public string Literal() =>
        Pick("'a'", "''", "' '", "','", "'l'", "'\\n'", "\"it's\"", "'é'", "'-'", "'<b>'", "'%'");

    public string Filtered(string? name = null)
    {
        var (sample, used) = _filters.Next(name);
        _features.Add("filter " + used);
        return sample;
    }

    public string Tested(string? name = null)
    {
        var (sample, used) = _tests.Next(name);
        _features.Add("test " + used);
        return sample;
    }

    /// <summary>A sample of everything, as it may be printed.</summary>
    public string Printable() => Next(5) switch
    {
        0 => Filtered(),
        1 => Tested(),
        2 => Undefined(),
        _ => Any(),
    };

    private string Undefined() => Pick("missing", "d.missing", "users[0].missing", "ints[50]", "deep.dict.nope",
        "missing|default('d')", "(i if no)", "missing is defined");

    /// <summary>Seldom something that is not of the wanted type.</summary>
    private string? Wrong() => Next(900) == 0
        ? Pick("missing.x", "nothing", "d", "1 // 0", "s.nope()", "ints['a']", "undefined_function()", "none + 1")
        : null;

    private string Nested(Func<string> make, string otherwise = "s")
    {
        if (_depth > 3)
            return otherwise;
        _depth++;
        var made = make();
        _depth--;
        return made;
    }
}
