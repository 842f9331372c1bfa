using Slipway.Templates.Methods;
using Slipway.Templates.Rendering;

namespace Slipway.Templates.Values;

/// <summary>Python's list.</summary>
internal sealed class PythonList(List<object?> items) : PythonObject
{
    public List<object?> Items => items;

    public override string TypeName => "list";

    public override int? Length => items.Count;

    public override bool IsHashable => false;

    public override void WriteTo(Representation representation) => representation.WriteItems(this, "[", items, "]");

    public override bool TryGetAttribute(string name, out object? value) =>
        MethodTable.List.TryBind(this, name, out value);

    public override bool TryGetItem(object? key, Budget budget, out object? value) =>
        Subscripts.TryGet(items, "list", key, out value);

    /// <summary>Sees what is appended meanwhile, as Python's does.</summary>
    public override IEnumerator<object?> Iterate()
    {
        for (var i = 0; i < items.Count; i++)
            yield return items[i];
    }

    public override bool? Contains(object? item, Budget budget) => Containment.InItems(items, item, budget);

    public override bool IsEqualTo(object? other, Budget budget) => other switch
    {
        PythonList list => Comparison.AreEqual(items, list.Items, budget),
        Undefined undefined => undefined.IsEqualTo(this, budget),
        _ => false,
    };
}
