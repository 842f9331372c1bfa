using Slipway.Templates.Values;

namespace Slipway.Templates.Globals;

/// <summary>What <c>cycler(…)</c> makes: gives its items in turn.</summary>
internal sealed class Cycler(object?[] items) : PythonObject
{
    private static readonly Routine Next = new("next", "self", (_, a) => ((Cycler)a[0]!).Advance());

    private static readonly Routine Reset = new("reset", "self", (_, a) =>
    {
        ((Cycler)a[0]!)._at = 0;
        return null;
    });

    private readonly object?[] _items = items.Length > 0
        ? items
        : throw new TemplateException(TemplateError.RuntimeError, "at least one item has to be provided");
    private int _at;

    public override string TypeName => "Cycler";

    public override string QualifiedTypeName => "jinja2.utils.Cycler";

    public override bool IsTrue => true;

    public override void WriteTo(Representation representation) =>
        representation.Append("<jinja2.utils.Cycler object at 0x0>");

    public override bool TryGetAttribute(string name, out object? value)
    {
        value = name switch
        {
            "next" => new BoundRoutine(this, Next),
            "reset" => new BoundRoutine(this, Reset),
            "current" => _items[_at],
            "items" => new PythonTuple(_items),
            "pos" => BoxedValues.Of((long)_at),
            _ => Missing.Value,
        };
        return !ReferenceEquals(value, Missing.Value);
    }

    private object? Advance()
    {
        var item = _items[_at];
        _at = (_at + 1) % _items.Length;
        return item;
    }
}
