namespace Slipway.Yaml;

/// <summary>A piece of a YAML document and the line it begins on (the first is 1).</summary>
public abstract record YamlNode(int Line)
{
    /// <summary>How many nodes this one is with all below it, aliases counted each time.</summary>
    public abstract int Size { get; }
}

/// <summary>
/// A scalar as it was written. Nothing is resolved: <c>0.10</c> stays those four characters, quoted or not, and
/// <c>no</c> is no boolean before somebody asks for one.
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

    /// <summary>This map with the other's entries in place of its own of the same key, the rest added.</summary>
    public YamlMap With(YamlMap other) =>
        new(Line, [.. Entries.Where(entry => other[entry.Key] is null), .. other.Entries]);
}
