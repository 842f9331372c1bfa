namespace Slipway.Templates.Values;

/// <summary>A sequence that is computed while it is read, once: a generator or another iterator of Python.</summary>
internal sealed class LazySequence(string typeName, IEnumerator<object?> items, string? display = null) : PythonObject
{
    public LazySequence(string typeName, IEnumerable<object?> items, string? display = null)
        : this(typeName, items.GetEnumerator(), display)
    {
    }

    public override string TypeName => typeName;

    public override bool IsTrue => true;

    /// <summary>Python prints the object's address; this prints none, so that the output is reproducible.</summary>
    public override void WriteTo(Representation representation) =>
        representation.Append($"<{typeName} object {(display is null ? "" : display + " ")}at 0x0>");

    public override IEnumerator<object?> Iterate() => items;
}
