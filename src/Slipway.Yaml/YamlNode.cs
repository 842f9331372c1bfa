namespace Slipway.Yaml;

/// <summary>A node of a YAML document and the line where it begins, counted from 1.</summary>
public abstract record YamlNode(int Line)
{
    /// <summary>The number of nodes of this subtree; aliases count each time.</summary>
    public abstract int Size { get; }
}

/// <summary>
/// A scalar as written. Nothing is resolved: <c>0.10</c> stays those four characters, quoted or not, and <c>no</c> is
/// not a boolean unless a caller reads it as one.
/// </summary>
public sealed record YamlScalar(int Line, string Text, bool Quoted = false) : YamlNode(Line)
{
    public override int Size => 1;

    /// <summary>A key without a value: YAML's null (core schema, 10.2.1.1).</summary>
    public bool IsNull => !Quoted && Text is "" or "~" or "null" or "Null" or "NULL";
}

public sealed record YamlList(int Line, IReadOnlyList<YamlNode> Items) : YamlNode(Line)
{
    public override int Size { get; } = 1 + Items.Sum(item => item.Size);
}

public sealed record YamlEntry(string Key, int Line, YamlNode Value);

public sealed record YamlMap(int Line, IReadOnlyList<YamlEntry> Entries) : YamlNode(Line)
{
    public override int Size { get; } = 1 + Entries.Sum(entry => 1 + entry.Value.Size);

    public YamlNode? this[string key] => Entries.FirstOrDefault(entry => entry.Key == key)?.Value;

    /// <summary>
    /// Merges another map into this one: its entries replace those of the same key, the rest is added.
    /// </summary>
    public YamlMap With(YamlMap other) =>
        new(Line, [.. Entries.Where(entry => other[entry.Key] is null), .. other.Entries]);
}
