using Slipway.Templates.Methods;
using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Globals;

/// <summary>Jinja's global functions.</summary>
internal static class GlobalTable
{
    public static IReadOnlyDictionary<string, object?> All { get; } = new Routine[]
    {
        new("range", "*args", (c, a) => Range((object?[])a[0]!, c.Budget.Limits)),
        new("dict", "*args, **kwargs", (c, a) =>
            Dict("dict", (object?[])a[0]!, (PythonDict)a[1]!, c.Budget)) { Display = "<class 'dict'>" },
        new("lipsum", "n=5, html=True, min=20, max=100",
            (c, a) =>
                LoremIpsum.Make(c, Integers.Index(a[0]), Truth.Of(a[1]), Integers.Index(a[2]), Integers.Index(a[3]))),
        new("cycler", "*items", (_, a) => new Cycler((object?[])a[0]!)) { Display = "<class 'jinja2.utils.Cycler'>" },
        new("joiner", "sep=...", (_, a) => new Joiner(a[0] is Missing ? ", " : a[0]))
        {
            Display = "<class 'jinja2.utils.Joiner'>",
        },
        new("namespace", "*args, **kwargs",
            (c, a) => new Namespace(Dict("dict", (object?[])a[0]!, (PythonDict)a[1]!, c.Budget)))
            {
                Display = "<class 'jinja2.utils.Namespace'>",
            },
    }.ToDictionary(routine => routine.Name, routine => (object?)routine);

    private static PythonDict Dict(string name, object?[] positional, PythonDict named, Budget budget)
    {
        var dict = new PythonDict();
        if (positional is [Undefined undefined])
            throw undefined.Fail();
        DictMethods.Update(dict, name, positional, named, budget);
        return dict;
    }

    private static PythonRange Range(object?[] arguments, TemplateLimits limits)
    {
        if (arguments.Length is 0 or > 3)
            throw Errors.Type(arguments.Length == 0
                ? "range expected at least 1 argument, got 0"
                : $"range expected at most 3 arguments, got {arguments.Length}");
        var numbers = arguments.Select(argument => Integers.Index(argument)).ToArray();
        var (start, stop, step) = numbers.Length == 1
            ? (0, numbers[0], 1)
            : (numbers[0], numbers[1], numbers.Length == 3 ? numbers[2] : 1);
        if (step == 0)
            throw Errors.Value("range() arg 3 must not be zero");
        var span = step > 0 ? (decimal)stop - start : (decimal)start - stop;
        var count = span <= 0 ? 0 : decimal.Floor((span - 1) / Math.Abs((decimal)step)) + 1;
        if (count > limits.RangeSize)
            throw Errors.Overflow(
                $"Range too big. The sandbox blocks ranges larger than MAX_RANGE ({limits.RangeSize}).");
        return new PythonRange(start, stop, step, (int)count);
    }
}
