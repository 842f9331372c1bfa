using System.Numerics;
using Slipway.Templates.Methods;
using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Tests;

/// <summary>Jinja's built-in tests.</summary>
internal static class TestTable
{
    public static IReadOnlyDictionary<string, Routine> All { get; } = Aliased(
    [
        Of("odd", (value, budget) => Rest(value, BoxedValues.Of(2), 1, budget)),
        Of("even", (value, budget) => Rest(value, BoxedValues.Of(2), 0, budget)),
        new("divisibleby", "value, num", (c, a) => BoxedValues.Of(Rest(a[0], a[1], 0, c.Budget))),
        Of("defined", (value, _) => value is not Undefined),
        Of("undefined", (value, _) => value is Undefined),
        new("filter", "value", (c, a) => BoxedValues.Of(Has(c.Environment.Filters, a[0]))),
        new("test", "value", (c, a) => BoxedValues.Of(Has(c.Environment.Tests, a[0]))),
        Of("none", (value, _) => value is null),
        Of("boolean", (value, _) => value is bool),
        Of("false", (value, _) => value is false),
        Of("true", (value, _) => value is true),
        Of("integer", (value, _) => value is long or BigInteger),
        Of("float", (value, _) => value is double),
        Of("lower", (value, _) => TextKind.IsLower(Text.Of(value))),
        Of("upper", (value, _) => TextKind.IsUpper(Text.Of(value))),
        Of("string", (value, _) => Text.Is(value)),
        Of("mapping", (value, _) => value is PythonObject { IsMapping: true }),
        Of("number", (value, _) => value is bool or long or BigInteger or double),
        Of("sequence", (value, _) => IsSequence(value)),
        Of("iterable", (value, _) => Iteration.TryOf(value) is not null),
        Of("callable", (value, _) => value is Callable or Undefined),
        Of("escaped", (value, _) => value is Markup or Undefined { Behavior: UndefinedBehavior.Chainable }),
        new("sameas", "value, other",
            (_, a) => BoxedValues.Of(ReferenceEquals(a[0], a[1]) || (a[0] is not PythonObject && Equals(a[0], a[1])))),
        new("in", "value, seq", (c, a) => BoxedValues.Of(Containment.In(a[1], a[0], c.Budget))),
        Relation("==", Comparison.AreEqual),
        Relation("!=", (left, right, budget) => !Comparison.AreEqual(left, right, budget)),
        Relation(">", Comparison.IsGreater),
        Relation(">=", Comparison.IsGreaterOrEqual),
        Relation("<", Comparison.IsLess),
        Relation("<=", Comparison.IsLessOrEqual),
    ]);

    private static Dictionary<string, Routine> Aliased(IEnumerable<Routine> routines)
    {
        var table = routines.ToDictionary(routine => routine.Name);
        (string Alias, string Name)[] aliases =
        [
            ("eq", "=="), ("equalto", "=="), ("ne", "!="), ("gt", ">"), ("greaterthan", ">"), ("ge", ">="), ("lt", "<"),
            ("lessthan", "<"), ("le", "<="),
        ];
        foreach (var (alias, name) in aliases)
            table[alias] = table[name];
        return table;
    }

    private static Routine Of(string name, Func<object?, Budget, bool> holds) =>
        new(name, "value", (c, a) => BoxedValues.Of(holds(a[0], c.Budget)));

    private static Routine Relation(string name, Func<object?, object?, Budget, bool> holds) =>
        new(name, "a, b, /", (c, a) => BoxedValues.Of(holds(a[0], a[1], c.Budget)));

    private static bool Rest(object? value, object? divisor, long rest, Budget budget) =>
        Comparison.AreEqual(Division.Modulo(value, divisor, budget), BoxedValues.Of(rest), budget);

    private static bool Has(Dictionary<string, Routine> table, object? name) =>
        name is PythonObject { IsHashable: false } other
        ? throw Errors.Type($"unhashable type: '{other.TypeName}'")
        : Text.TryGet(name, out var text) && table.ContainsKey(text);

    private static bool IsSequence(object? value) => value switch
    {
        string or Markup or PythonList or PythonTuple or PythonDict or PythonRange or PythonBytes => true,
        Undefined undefined => undefined.Behavior != UndefinedBehavior.Strict,
        _ => false,
    };
}
