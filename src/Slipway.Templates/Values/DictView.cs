using Slipway.Templates.Methods;
using Slipway.Templates.Rendering;

namespace Slipway.Templates.Values;

internal enum DictPart
{
    Keys,
    Values,
    Items,
}

/// <summary>What <c>keys()</c>, <c>values()</c> and <c>items()</c> of a dictionary give: a live view.</summary>
internal sealed class DictView(PythonDict dict, DictPart part) : PythonObject
{
    public PythonDict Dict => dict;

    public override string TypeName =>
        part switch { DictPart.Keys => "dict_keys", DictPart.Values => "dict_values", _ => "dict_items" };

    public override int? Length => dict.Count;

    public override bool IsHashable => part == DictPart.Values;

    public override void WriteTo(Representation representation)
    {
        representation.Append(TypeName + "(");
        representation.WriteItems(this, "[", [.. Items()], "]");
        representation.Append(")");
    }

    public override bool TryGetAttribute(string name, out object? value) =>
        MethodTable.DictView.TryBind(this, name, out value);

    public override IEnumerator<object?> Iterate() => dict.IterateAs(Choose);

    public IEnumerator<object?> IterateBackward()
    {
        for (var i = dict.Count - 1; i >= 0; i--)
            yield return Choose(dict.EntryAt(i));
    }

    public override bool? Contains(object? item, Budget budget) => part switch
    {
        DictPart.Keys => dict.Has(item),
        DictPart.Values => null,
        _ => item is PythonTuple { Items: [var key, var value] } && dict.TryGet(key, out var found)
            && Comparison.AreSameOrEqual(found, value, budget),
    };

    public override bool IsEqualTo(object? other, Budget budget)
    {
        if (other is Undefined undefined)
            return undefined.IsEqualTo(this, budget);
        if (part == DictPart.Values || other is not DictView view || view.TypeName == "dict_values"
            || view.Length != Length)
            return ReferenceEquals(this, other);
        return Items().All(item => view.Contains(item, budget) == true);
    }

    private IEnumerable<object?> Items() => dict.Entries.Select(Choose);

    private object? Choose(KeyValuePair<object?, object?> entry) => part switch
    {
        DictPart.Keys => entry.Key,
        DictPart.Values => entry.Value,
        _ => new PythonTuple([entry.Key, entry.Value]),
    };
}
