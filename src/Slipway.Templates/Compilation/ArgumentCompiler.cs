using Slipway.Templates.Rendering;
using Slipway.Templates.Syntax;
using Slipway.Templates.Values;

namespace Slipway.Templates.Compilation;

/// <summary>Compiles the arguments of calls, filters and tests.</summary>
internal sealed class ArgumentCompiler(ExpressionCompiler expressions)
{
    public (Func<Activation, Arguments> Run, IReadOnlyList<Code> Parts) Compile(
        CallArguments arguments, Frame frame, Code? first = null)
    {
        var positional = arguments.Positional.Select(argument => expressions.Compile(argument, frame)).ToArray();
        if (first is not null)
            positional = [first, .. positional];
        var named = arguments.Named
            .Select(argument => (argument.Key, Code: expressions.Compile(argument.Value, frame))).ToArray();
        var more = arguments.More is null ? null : expressions.Compile(arguments.More, frame);
        var moreNamed = arguments.MoreNamed is null ? null : expressions.Compile(arguments.MoreNamed, frame);
        var parts = new[] { more, moreNamed }.OfType<Code>().Concat(positional)
            .Concat(named.Select(argument => argument.Code)).ToList();
        var runs = Array.ConvertAll(positional, code => code.Run);
        if (more is null && moreNamed is null && named.Length == 0)
            return (activation => new Arguments(Evaluate(runs, activation)), parts);
        return (activation => Collect(activation, runs, named, more, moreNamed), parts);
    }

    private static object?[] Evaluate(Evaluator[] runs, Activation activation)
    {
        if (runs.Length == 0)
            return [];
        var values = new object?[runs.Length];
        for (var i = 0; i < runs.Length; i++)
            values[i] = runs[i](activation);
        return values;
    }

    private static Arguments Collect(
        Activation activation, Evaluator[] runs, (string Key, Code Code)[] named, Code? more, Code? moreNamed)
    {
        var positional = Evaluate(runs, activation);
        if (more is not null)
        {
            var value = more.Run(activation);
            if (Iteration.TryOf(value) is null)
                throw Errors.Type($"argument after * must be an iterable, not {TypeNames.Of(value)}");
            positional = [.. positional, .. Iteration.ToList(value, activation.Context.Budget)];
        }
        var values = new List<KeyValuePair<string, object?>>(named.Length);
        foreach (var (key, code) in named)
            values.Add(KeyValuePair.Create(key, code.Run(activation)));
        if (moreNamed is not null)
            AddNamed(values, moreNamed.Run(activation));
        return new Arguments(positional, values);
    }

    private static void AddNamed(List<KeyValuePair<string, object?>> values, object? mapping)
    {
        if (mapping is Undefined undefined)
            throw undefined.Fail();
        if (mapping is not PythonDict dict)
            throw Errors.Type($"argument after ** must be a mapping, not {TypeNames.Of(mapping)}");
        foreach (var (key, value) in dict.Entries)
        {
            if (!Text.TryGet(key, out var name))
                throw Errors.Type("keywords must be strings");
            if (values.Exists(argument => argument.Key == name))
                throw Errors.Type($"got multiple values for keyword argument '{name}'");
            values.Add(KeyValuePair.Create(name, value));
        }
    }
}
