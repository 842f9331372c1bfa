using Slipway.Templates.Methods;
using Slipway.Templates.Rendering;

namespace Slipway.Templates.Values;

/// <summary>Python's tuple.</summary>
/// <param name="fields">Names of the items, of a named tuple.</param>
internal sealed class PythonTuple(object?[] items, string[]? fields = null) : PythonObject
{
    public static PythonTuple Empty { get; } = new([]);

    public object?[] Items => items;

    public override string TypeName => fields is null ? "tuple" : "_GroupTuple";

    public override string QualifiedTypeName => fields is null ? "tuple" : "jinja2.filters._GroupTuple";

    public override int? Length => items.Length;

    public override void WriteTo(Representation representation) => representation.WriteItems(
        this, "(", items, items.Length == 1 ? ",)" : ")");

    public override bool TryGetAttribute(string name, out object? value)
    {
        if (fields is null || Array.IndexOf(fields, name) is not (>= 0 and var at))
            return MethodTable.Tuple.TryBind(this, name, out value);
        value = items[at];
        return true;
    }

    public override bool TryGetItem(object? key, Budget budget, out object? value) => Subscripts.TryGet(
        items, "tuple", key, out value);

    public override IEnumerator<object?> Iterate() => ((IEnumerable<object?>)items).GetEnumerator();

    public override bool? Contains(object? item, Budget budget) => Containment.InItems(items, item, budget);

    public override bool IsEqualTo(object? other, Budget budget) => other switch
    {
        PythonTuple tuple => Comparison.AreEqual(items, tuple.Items, budget),
        Undefined undefined => undefined.IsEqualTo(this, budget),
        _ => false,
    };

    public override int KeyHash()
    {
        var hash = default(HashCode);
        foreach (var item in items)
            hash.Add(KeyComparer.Instance.GetHashCode(KeyComparer.Wrap(item)));
        return hash.ToHashCode();
    }
}
