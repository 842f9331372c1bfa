using System.Globalization;

namespace Slipway.Yaml;

/// <summary>Builds a map; missing and empty values are omitted.</summary>
public sealed class YamlKeys
{
    private readonly List<YamlEntry> _entries = [];

    public YamlMap Map => new(0, [.. _entries]);

    public void Add(string key, YamlNode? value)
    {
        if (value is not null)
            _entries.Add(new YamlEntry(key, 0, value));
    }

    public void Add(string key, string? value) => Add(key, value is null ? null : TextOf(value));

    public void Add(string key, int? value) => Add(key, value is { } number ? NumberOf(number) : null);

    public void Add(string key, IReadOnlyList<string> values) => Add(key, ListOf(values));

    /// <summary>Quotes strings that other parsers would read as a number, a boolean or null.</summary>
    public static YamlScalar TextOf(string text) => new(0, text, Quoted: !IsPlain(text));

    public static YamlScalar NumberOf(int value) => new(0, value.ToString(CultureInfo.InvariantCulture));

    public static YamlList? ListOf(IEnumerable<string> values) => ListOf(values.Select(TextOf));

    public static YamlList? ListOf(IEnumerable<YamlNode> values) =>
        values.ToArray() is { Length: > 0 } items ? new YamlList(0, items) : null;

    public static YamlMap? MapOf(IReadOnlyDictionary<string, string> values) =>
        values.Count == 0 ? null : new(0, [.. values.Select(pair => new YamlEntry(pair.Key, 0, TextOf(pair.Value)))]);

    private static bool IsPlain(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => c is >= ' ' and <= '~') && text[^1] != ' '
        && text.ToLowerInvariant() is not ("true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n" or "null");
}
