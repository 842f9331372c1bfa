using Slipway.Templates.Values;

namespace Slipway.Templates.Rendering;

/// <summary>What <c>loop</c> is.</summary>
internal sealed class LoopContext(
    object? values, UndefinedBehavior undefined, Budget budget, Func<object?, int, string>? recurse, int depth)
    : Callable
{
    private static readonly Routine Cycle = new("cycle", "self, *args", (_, a) =>
    {
        var (loop, items) = ((LoopContext)a[0]!, (object?[])a[1]!);
        return items.Length == 0 ? throw Errors.Type("no items for cycling given") : items[loop._index % items.Length];
    });

    private static readonly Routine Changed =
        new("changed", "self, *value",
            (_, a) => BoxedValues.Of(((LoopContext)a[0]!).IsChanged(new PythonTuple((object?[])a[1]!))));

    private IEnumerator<object?> _items = Iteration.Of(values);
    private int _index = -1;
    private int? _length;
    private object? _after = Missing.Value;
    private object? _before = Missing.Value;
    private PythonTuple? _lastChanged;

    public object? Current { get; private set; } = Missing.Value;

    public override string TypeName => "LoopContext";

    public override string QualifiedTypeName => "jinja2.runtime.LoopContext";

    public override bool IsTrue => Count > 0;

    public override int? Length => Count;

    /// <summary>Of what has no length, all is read to count it.</summary>
    private int Count => _length ??= Iteration.TryLength(values) ?? CountRest();

    public override void WriteTo(Representation representation) =>
        representation.Append($"<LoopContext {_index + 1}/{Count}>");

    public bool MoveNext()
    {
        object? next;
        if (!ReferenceEquals(_after, Missing.Value))
        {
            next = _after;
            _after = Missing.Value;
        }
        else if (_items.MoveNext())
        {
            next = _items.Current;
        }
        else
        {
            return false;
        }
        _index++;
        _before = Current;
        Current = next;
        return true;
    }

    public override bool TryGetAttribute(string name, out object? value)
    {
        value = name switch
        {
            "index" => BoxedValues.Of((long)_index + 1),
            "index0" => BoxedValues.Of((long)_index),
            "first" => BoxedValues.Of(_index == 0),
            "last" => BoxedValues.Of(ReferenceEquals(Peek(), Missing.Value)),
            "length" => BoxedValues.Of((long)Count),
            "revindex" => BoxedValues.Of((long)Count - _index),
            "revindex0" => BoxedValues.Of((long)Count - _index - 1),
            "depth" => BoxedValues.Of((long)depth + 1),
            "depth0" => BoxedValues.Of((long)depth),
            "previtem" => _index == 0 ? Values.Undefined.Hinted(undefined, "there is no previous item") : _before,
            "nextitem" => ReferenceEquals(Peek(), Missing.Value)
                ? Values.Undefined.Hinted(undefined, "there is no next item") : _after,
            "cycle" => new BoundRoutine(this, Cycle),
            "changed" => new BoundRoutine(this, Changed),
            _ => Missing.Value,
        };
        return !ReferenceEquals(value, Missing.Value);
    }

    /// <summary><c>loop(values)</c> in a recursive loop.</summary>
    public override object? Invoke(TemplateContext context, Arguments arguments)
    {
        if (arguments.Positional is not [var iterable])
            throw Errors.Type("LoopContext.__call__() takes 2 positional arguments");
        return recurse is null
            ? throw Errors.Type("The loop must have the 'recursive' marker to be called recursively.")
            : recurse(iterable, depth + 1);
    }

    private object? Peek()
    {
        if (ReferenceEquals(_after, Missing.Value))
            _after = _items.MoveNext() ? _items.Current : Missing.Value;
        return _after;
    }

    private int CountRest()
    {
        var rest = new List<object?>();
        while (_items.MoveNext())
        {
            budget.Turn();
            rest.Add(_items.Current);
        }
        _items = rest.GetEnumerator();
        return rest.Count + _index + 1 + (ReferenceEquals(_after, Missing.Value) ? 0 : 1);
    }

    private bool IsChanged(PythonTuple value)
    {
        if (_lastChanged is not null && _lastChanged.IsEqualTo(value, budget))
            return false;
        _lastChanged = value;
        return true;
    }
}
