namespace Slipway.Templates.Values;

/// <summary>What is made while it is read, and read once: a generator or another iterator of Python's.</summary>
internal sealed class LazySequence(string typeName, IEnumerator<object?> items, string? display = null) : PythonObject
{
    public LazySequence(string typeName, IEnumerable<object?> items, string? display = null)
        : this(typeName, items.GetEnumerator(), display)
    {
    }

    public override string TypeName => typeName;

    public override bool IsTrue => true;

    /// <summary>
    /// Python prints an address, which differs each time; so that the same template prints the same, this does not.
    /// </summary>
    public override void WriteTo(Representation representation) =>
        representation.Append($"<{typeName} object {(display is null ? "" : display + " ")}at 0x0>");

    public override IEnumerator<object?> Iterate() => items;
}
