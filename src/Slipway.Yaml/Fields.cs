using Slipway.Oci;

namespace Slipway.Yaml;

/// <summary>
/// Reads the keys of one map. A problem is recorded and a default value returned, so that one pass finds all problems;
/// unknown keys are reported at the end.
/// </summary>
public sealed class Fields(YamlMap map, string path, ICollection<YamlProblem> problems)
{
    private readonly HashSet<string> _known = [];

    public int Line => map.Line;

    public IEnumerable<YamlEntry> Entries => map.Entries;

    public bool Has(string key) => Find(key) is not null;

    /// <summary>The value, or null when the key is missing or has no value.</summary>
    public YamlNode? Find(string key)
    {
        _known.Add(key);
        return map[key] is { } value and not YamlScalar { IsNull: true } ? value : null;
    }

    public string? Text(string key) => Find(key) is { } value ? TextOf(value, key) : null;

    public string? TextOf(YamlNode value, string key) => value is YamlScalar scalar
        ? scalar.Text
        : Error<string?>(value.Line, key, "a text is expected, a list or map is here", "write one value");

    /// <summary>A list of strings; a single string is a list of one.</summary>
    public IReadOnlyList<string> Texts(string key) => Find(key) switch
    {
        null => [],
        YamlList list => [.. list.Items.Select(item => TextOf(item, key)).OfType<string>()],
        var value => TextOf(value, key) is { Length: > 0 } text ? [text] : [],
    };

    /// <summary>A map of strings.</summary>
    public IReadOnlyDictionary<string, string> TextMap(string key) => Map(key) is { } fields
        ? fields.Entries.ToDictionary(entry => entry.Key, entry => fields.Text(entry.Key) ?? "")
        : new Dictionary<string, string>();

    public Fields? Map(string key) => Find(key) switch
    {
        null => null,
        YamlMap value => Below(value, key),
        var value => Error<Fields?>(value.Line, key, "a map of keys is expected", "write 'key: value' lines below it"),
    };

    public IEnumerable<YamlNode> Items(string key) => Find(key) switch
    {
        null => [],
        YamlList list => list.Items,
        var value => [value],
    };

    /// <summary>
    /// A list of maps, each read separately. An entry that is not a map is an error; unknown keys of a map cause
    /// warnings.
    /// </summary>
    public IReadOnlyList<T> Maps<T>(string key, string cause, string nextStep, Func<Fields, T> read) =>
        Maps(key, cause, nextStep, read, fields => fields.WarnOfUnknown());

    /// <param name="end">Called for each map after reading: warns of unknown keys, or refuses them.</param>
    public IReadOnlyList<T> Maps<T>(string key, string cause, string nextStep, Func<Fields, T> read, Action<Fields> end)
    {
        var results = new List<T>();
        foreach (var item in Items(key))
        {
            if (item is not YamlMap map)
            {
                Error(item.Line, key, cause, nextStep);
                continue;
            }
            var fields = Below(map, key);
            results.Add(read(fields));
            end(fields);
        }
        return results;
    }

    public Fields Below(YamlMap value, string key) => new(value, PathOf(key), problems);

    public int Number(string key, int absent, int least, int max) =>
        Find(key) is { } value ? NumberOf(value, key, absent, least, max) : absent;

    public int NumberOf(YamlNode value, string key, int absent, int least, int max) =>
        TextOf(value, key) is not { } text ? absent
        : int.TryParse(text, out var number) && number >= least && number <= max ? number
        : Error(value.Line, key, $"'{Excerpt.Of(text)}' is no whole number from {least} to {max}",
            "write such a number", absent);

    public bool Flag(string key, bool absent) => Text(key)?.ToLowerInvariant() switch
    {
        null => absent,
        "true" or "yes" or "on" => true,
        "false" or "no" or "off" => false,
        var text =>
            Error(LineOf(key), key, $"'{Excerpt.Of(text)}' is neither true nor false", "write true or false", absent),
    };

    /// <summary>
    /// A duration such as <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>1h</c>, or a number of seconds; greater than zero, at
    /// most an hour.
    /// </summary>
    public TimeSpan Duration(string key, TimeSpan absent) =>
        Text(key) is not { } text ? absent
        : DurationText.TryParse(text, out var time) && time > TimeSpan.Zero && time <= TimeSpan.FromHours(1) ? time
        : Error(LineOf(key), key, $"'{Excerpt.Of(text)}' is no time up to one hour",
            "write a number with its unit, such as 500ms, 30s or 5m", absent);

    /// <summary>The string if it passes the test; otherwise an error and null.</summary>
    public string? Checked(string key, Func<string, bool> test, string cause, string nextStep) =>
        Text(key) is not { } text ? null
        : test(text) ? text
        : Error<string?>(LineOf(key), key, $"'{Excerpt.Of(text)}' {cause}", nextStep);

    public int LineOf(string key) => map.Entries.FirstOrDefault(entry => entry.Key == key)?.Line ?? map.Line;

    public T? Error<T>(int line, string key, string cause, string nextStep, T? value = default)
    {
        problems.Add(new YamlProblem(ProblemSeverity.Error, line, PathOf(key), cause, nextStep));
        return value;
    }

    public void Error(int line, string key, string cause, string nextStep) => Error<object>(line, key, cause, nextStep);

    public void Warn(int line, string key, string cause, string nextStep) =>
        problems.Add(new YamlProblem(ProblemSeverity.Warning, line, PathOf(key), cause, nextStep));

    /// <summary>Adds a warning for each unknown key.</summary>
    public void WarnOfUnknown()
    {
        foreach (var entry in map.Entries.Where(entry => !_known.Contains(entry.Key)))
            Warn(entry.Line, entry.Key, "this key is not known and has no effect", "check its spelling or remove it");
    }

    /// <summary>Adds an error for each unknown key, with the known keys.</summary>
    public void RefuseUnknown()
    {
        foreach (var entry in map.Entries.Where(entry => !_known.Contains(entry.Key)))
            Error(entry.Line, entry.Key, "this key is not known",
                $"known here are {string.Join(", ", _known.Order(StringComparer.Ordinal))}");
    }

    private string PathOf(string key) =>
        path.Length == 0 ? Excerpt.Of(key) : key.Length == 0 ? path : $"{path}/{Excerpt.Of(key)}";
}
