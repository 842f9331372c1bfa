using Slipway.Templates.Values;

namespace Slipway.Templates.Rendering;

/// <summary>A macro, with the variables around where it was defined.</summary>
internal sealed class MacroFunction(MacroCode code, Activation closure) : Callable
{
    public override string TypeName => "Macro";

    public override string QualifiedTypeName => "jinja2.runtime.Macro";

    public override void WriteTo(Representation representation) =>
        representation.Append($"<Macro {(code.Name is null ? "anonymous" : Representation.Of(code.Name))}>");

    public override bool TryGetAttribute(string name, out object? value)
    {
        value = name switch
        {
            "name" => code.Name,
            "arguments" => new PythonTuple([.. code.Parameters]),
            "catch_kwargs" => BoxedValues.Of(code.TakesNamed),
            "catch_varargs" => BoxedValues.Of(code.TakesMore),
            "caller" => BoxedValues.Of(code.TakesCaller),
            "explicit_caller" => BoxedValues.Of(code.Parameters.Contains("caller")),
            _ => Missing.Value,
        };
        return value is not Missing;
    }

    public override object? Invoke(TemplateContext context, Arguments arguments)
    {
        var values = Bind(arguments);
        var budget = closure.Context.Budget;
        budget.Enter();
        var activation = Activation.Of(code.Function, closure);
        for (var i = 0; i < values.Count; i++)
            activation.Slots[code.Slots[i]] = values[i];
        code.Run(activation);
        budget.Leave();
        return activation.Out.ToString();
    }

    private List<object?> Bind(Arguments arguments)
    {
        var count = code.Parameters.Length;
        var values = arguments.Positional.Take(count).ToList();
        var named = arguments.Named.Count == 0 ? null : arguments.Named.ToList();
        var foundCaller = values.Count == count && code.Parameters.Contains("caller");
        for (var i = values.Count; i < count; i++)
        {
            values.Add(Take(named, code.Parameters[i], Missing.Value));
            foundCaller |= code.Parameters[i] == "caller";
        }
        if (code.TakesCaller && !foundCaller)
            values.Add(Take(named, "caller", null) ?? closure.Context.Undefined("No caller defined", "caller"));
        if (code.TakesNamed)
            values.Add(Dict(named));
        else if (named is [var (first, _), ..])
            throw Errors.Type(named.Exists(argument => argument.Key == "caller")
                ? $"macro {Representation.Of(code.Name)} was invoked with two values for the special caller " +
                    "argument. This is most likely a bug."
                : $"macro {Representation.Of(code.Name)} takes no keyword argument '{first}'");
        if (code.TakesMore)
            values.Add(new PythonTuple([.. arguments.Positional.Skip(count)]));
        else if (arguments.Positional.Length > count)
            throw Errors.Type($"macro {Representation.Of(code.Name)} takes not more than {count} argument(s)");
        return values;
    }

    private static object? Take(List<KeyValuePair<string, object?>>? named, string name, object? otherwise)
    {
        if (named?.FindIndex(argument => argument.Key == name) is not (>= 0 and var at))
            return otherwise;
        var value = named[at].Value;
        named.RemoveAt(at);
        return value;
    }

    private static PythonDict Dict(List<KeyValuePair<string, object?>>? named)
    {
        var dict = new PythonDict();
        foreach (var (name, value) in named ?? [])
            dict[name] = value;
        return dict;
    }
}
