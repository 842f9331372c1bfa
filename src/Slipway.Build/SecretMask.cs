namespace Slipway.Build;

/// <summary>
/// Removes values of secrets, and each line of multi-line ones, from output. Values shorter than
/// <see cref="MinLength"/> are kept, because ordinary words would be masked with them.
/// </summary>
public sealed class SecretMask
{
    public const int MinLength = 4;
    private const string Instead = "******";
    private readonly string[] _values;

    public SecretMask(IEnumerable<string> values) => _values =
        [.. values.SelectMany(value => value.Split('\n').Append(value)).Select(value => value.Trim())
            .Where(value => value.Length >= MinLength).Distinct().OrderByDescending(value => value.Length)];

    public string Apply(string line) =>
        _values.Aggregate(line, (masked, value) => masked.Replace(value, Instead, StringComparison.Ordinal));
}
