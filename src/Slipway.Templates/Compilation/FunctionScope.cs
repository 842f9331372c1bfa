namespace Slipway.Templates.Compilation;

/// <summary>
/// The variables of one function: a template's root, a block, a macro, a recursive loop or a loop's test. Jinja
/// compiles each to a Python function whose closures see later values of variables, so the scopes are the same here.
/// </summary>
internal sealed class FunctionScope(FunctionScope? outer)
{
    private readonly Dictionary<string, int> _slots = [];
    private int _temporaries;

    public FunctionScope? Outer => outer;

    public int Count => _slots.Count;

    public int Slot(string identifier)
    {
        if (!_slots.TryGetValue(identifier, out var slot))
            _slots.Add(identifier, slot = _slots.Count);
        return slot;
    }

    /// <summary>A slot without a variable.</summary>
    public int Temporary() => Slot($"${_temporaries++}");
}
