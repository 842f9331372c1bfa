using Slipway.Templates.Methods;
using Slipway.Templates.Rendering;

namespace Slipway.Templates.Values;

/// <summary>Python's dict: in the order that keys were added.</summary>
internal sealed class PythonDict : PythonObject
{
    private readonly OrderedDictionary<object, object?> _entries = new(KeyComparer.Instance);

    public override string TypeName => "dict";

    public override int? Length => _entries.Count;

    public int Count => _entries.Count;

    public override bool IsHashable => false;

    public override bool IsMapping => true;

    public IEnumerable<object?> Keys => _entries.Keys.Select(KeyComparer.Unwrap);

    public IEnumerable<object?> Values => _entries.Values;

    public IEnumerable<KeyValuePair<object?, object?>> Entries =>
        _entries.Select(entry => KeyValuePair.Create(KeyComparer.Unwrap(entry.Key), entry.Value));

    public object? this[object? key]
    {
        set => _entries[KeyComparer.Wrap(key)] = value;
    }

    public bool TryGet(object? key, out object? value) => _entries.TryGetValue(KeyComparer.Wrap(key), out value);

    public bool Has(object? key) => _entries.ContainsKey(KeyComparer.Wrap(key));

    public bool Remove(object? key, out object? value) => _entries.Remove(KeyComparer.Wrap(key), out value);

    public void Clear() => _entries.Clear();

    public PythonDict Copy()
    {
        var copy = new PythonDict();
        foreach (var (key, value) in _entries)
            copy._entries.Add(key, value);
        return copy;
    }

    public KeyValuePair<object?, object?> EntryAt(int index)
    {
        var (key, value) = _entries.GetAt(index);
        return KeyValuePair.Create(KeyComparer.Unwrap(key), value);
    }

    public override void WriteTo(Representation representation) => representation.WriteEntries(this);

    public override bool TryGetAttribute(string name, out object? value) =>
        MethodTable.Dict.TryBind(this, name, out value);

    public override bool TryGetItem(object? key, Budget budget, out object? value) => TryGet(key, out value);

    public override IEnumerator<object?> Iterate() => IterateAs(entry => entry.Key);

    /// <summary>A dictionary may change its values while it is looped over, not its keys.</summary>
    public IEnumerator<object?> IterateAs(Func<KeyValuePair<object?, object?>, object?> choose)
    {
        var count = _entries.Count;
        for (var i = 0; i < count; i++)
        {
            if (_entries.Count != count)
                throw new TemplateException(TemplateError.RuntimeError, "dictionary changed size during iteration");
            yield return choose(EntryAt(i));
        }
        if (_entries.Count != count)
            throw new TemplateException(TemplateError.RuntimeError, "dictionary changed size during iteration");
    }

    public override bool? Contains(object? item, Budget budget) => Has(item);

    public override bool IsEqualTo(object? other, Budget budget)
    {
        if (other is not PythonDict dict)
            return other is Undefined undefined && undefined.IsEqualTo(this, budget);
        if (dict.Count != Count)
            return false;
        budget.Charge(Count);
        foreach (var (key, value) in _entries)
        {
            if (!dict._entries.TryGetValue(key, out var match) || !Comparison.AreSameOrEqual(value, match, budget))
                return false;
        }
        return true;
    }
}
