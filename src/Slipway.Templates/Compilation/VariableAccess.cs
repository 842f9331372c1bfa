using Slipway.Templates.Rendering;
using Slipway.Templates.Syntax;
using Slipway.Templates.Values;

namespace Slipway.Templates.Compilation;

/// <summary>Reads and writes variables.</summary>
internal static class VariableAccess
{
    public static Evaluator Read(FunctionScope from, Variable variable)
    {
        var slot = variable.Slot;
        return Hops(from, variable.Owner) switch
        {
            0 => activation => activation.Slots[slot],
            1 => activation => activation.Outer!.Slots[slot],
            var hops => activation =>
            {
                for (var i = 0; i < hops; i++)
                    activation = activation.Outer!;
                return activation.Slots[slot];
            },
        };
    }

    /// <summary>What a scope does when it is entered.</summary>
    public static Action<Activation> Enter(Symbols symbols)
    {
        var actions = new List<Action<Activation>>();
        foreach (var (identifier, load) in symbols.Loads)
        {
            var slot = symbols.Function.Slot(identifier);
            if (load.Kind == LoadKind.Resolve)
            {
                var name = load.Source!;
                actions.Add(activation => activation.Slots[slot] = activation.Context.Resolve(name));
            }
            else if (load.Kind == LoadKind.Alias)
            {
                var source = Read(symbols.Function, symbols.Outer(load.Source!));
                actions.Add(activation => activation.Slots[slot] = source(activation));
            }
            else if (load.Kind == LoadKind.Undefined)
            {
                actions.Add(activation => activation.Slots[slot] = Missing.Value);
            }
        }
        return actions switch
        {
            [] => _ => { },
            [var only] => only,
            _ => All([.. actions]),
        };
    }

    /// <summary>What a scope does when it is left: its variables are missing then.</summary>
    public static Action<Activation> Leave(Symbols symbols)
    {
        var slots = symbols.Loads.Keys.Select(symbols.Function.Slot).ToArray();
        return activation =>
        {
            foreach (var slot in slots)
                activation.Slots[slot] = Missing.Value;
        };
    }

    /// <summary>The variables that are stored here and around, as a context sees them.</summary>
    public static Func<Activation, List<KeyValuePair<string, object?>>> Locals(Frame frame)
    {
        var stored = frame.Symbols.Stored()
            .Select(entry => (entry.Name, Read: Read(frame.Function, entry.Variable))).ToArray();
        return activation =>
        {
            var locals = new List<KeyValuePair<string, object?>>(stored.Length);
            foreach (var (name, read) in stored)
            {
                var value = read(activation);
                if (!ReferenceEquals(value, Missing.Value))
                    locals.Add(KeyValuePair.Create(name, value));
            }
            return locals;
        };
    }

    /// <summary>Assigns to a name or, item by item, to a tuple of names.</summary>
    public static Action<Activation, object?> Write(Frame frame, Expression target)
    {
        if (target is Name name)
        {
            var slot = frame.Symbols.Get(name.Identifier).Slot;
            return (activation, value) => activation.Slots[slot] = value;
        }
        var items = ((TupleLiteral)target).Items.Select(item => Write(frame, item)).ToArray();
        return (activation, value) =>
        {
            var values = Unpack(value, items.Length);
            for (var i = 0; i < items.Length; i++)
                items[i](activation, values[i]);
        };
    }

    private static object?[] Unpack(object? value, int count)
    {
        var items = value is PythonTuple tuple ? tuple.Items : null;
        if (items is null)
        {
            var each = Iteration.TryOf(value)
                ?? throw Errors.Type($"cannot unpack non-iterable {TypeNames.Of(value)} object");
            var taken = new List<object?>(count + 1);
            while (taken.Count <= count && each.MoveNext())
                taken.Add(each.Current);
            items = [.. taken];
        }
        if (items.Length > count)
            throw Errors.Value($"too many values to unpack (expected {count})");
        return items.Length == count ? items : throw Errors.Value(
            $"not enough values to unpack (expected {count}, got {items.Length})");
    }

    private static Action<Activation> All(Action<Activation>[] actions) => activation =>
    {
        foreach (var action in actions)
            action(activation);
    };

    private static int Hops(FunctionScope from, FunctionScope to)
    {
        var hops = 0;
        for (var scope = from; !ReferenceEquals(scope, to); scope = scope.Outer!)
            hops++;
        return hops;
    }
}
