namespace Slipway.Build;

/// <summary>
/// Environment variables in order without duplicates: a later value replaces an earlier one at its position.
/// </summary>
public sealed class EnvironmentVariables
{
    private readonly List<string> _names = [];
    private readonly Dictionary<string, string> _values = [];

    public IReadOnlyList<string> Names => _names;

    public static EnvironmentVariables Of(IEnumerable<string>? assignments)
    {
        var result = new EnvironmentVariables();
        foreach (var assignment in assignments ?? [])
        {
            if (assignment.IndexOf('=', StringComparison.Ordinal) is var equals && equals > 0)
                result.Set(assignment[..equals], assignment[(equals + 1)..]);
        }
        return result;
    }

    public string? Find(string name) => _values.GetValueOrDefault(name);

    public EnvironmentVariables Set(string name, string? value)
    {
        if (value is null)
            return this;
        if (_values.TryAdd(name, value))
            _names.Add(name);
        else
            _values[name] = value;
        return this;
    }

    public EnvironmentVariables SetAll(IEnumerable<KeyValuePair<string, string>> values)
    {
        foreach (var (name, value) in values)
            Set(name, value);
        return this;
    }

    public EnvironmentVariables SetMissing(string name, string? value) =>
        _values.ContainsKey(name) ? this : Set(name, value);

    /// <summary><c>NAME=VALUE</c>.</summary>
    public IReadOnlyList<string> ToAssignments() => [.. _names.Select(name => $"{name}={_values[name]}")];
}
