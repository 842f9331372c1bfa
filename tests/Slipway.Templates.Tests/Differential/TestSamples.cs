namespace Slipway.Templates.Tests.Differential;

/// <summary>Every test, as templates use it.</summary>
internal sealed class TestSamples(ExpressionGenerator x)
{
    private static readonly string[] Relations =
        ["eq", "equalto", "==", "ne", "!=", "gt", "greaterthan", ">", "ge", ">=", "lt", "lessthan", "<", "le", "<="];

    private static readonly string[] Plain =
    [
        "defined", "undefined", "none", "boolean", "false", "true", "integer", "float", "lower", "upper", "string",
        "mapping", "number", "sequence", "iterable", "callable", "escaped",
    ];

    public static IReadOnlyCollection<string> Names { get; } =
        [.. Plain, .. Relations, "odd", "even", "divisibleby", "filter", "test", "sameas", "in"];

    public (string Sample, string Name) Next(string? name)
    {
        name ??= Names.ElementAt(x.Next(Names.Count));
        var not = x.Pick("", "", "not ");
        return (name switch
        {
            "odd" or "even" => $"({x.Int()} is {not}{name})",
            "divisibleby" => $"({x.Int()} is {not}divisibleby {x.Pick("3", "j", "(2)")})",
            "filter" => $"({x.Pick("'upper'", "'nosuch'", "'e'", "s")} is {not}filter)",
            "test" => $"({x.Pick("'odd'", "'nosuch'", "'=='", "s")} is {not}test)",
            "sameas" => $"({x.Pick("yes", "no", "nothing", "i > 3")} is {not}sameas {x.Pick("true", "false", "none")})",
            "in" => $"({x.Any()} is {not}in {x.Pick("ints", "words", "[1, 2]", "'abc'.split()", "nested", "(words)")})",
            _ when Array.IndexOf(Plain, name) >= 0 =>
                $"({x.Pick(x.Any(), "missing", "nothing", "s|e", "yes", "range", "f")} is {not}{name})",
            _ when char.IsAsciiLetter(name[0]) => $"({x.Int()} is {not}{name} {x.Pick("3", "i", "2.5")})",
            // Operators are names of tests for the filters only.
            _ => $"ints|{x.Pick("select", "reject")}('{name}', {x.Pick("3", "i", "2.5")})|list",
        }, name);
    }
}
