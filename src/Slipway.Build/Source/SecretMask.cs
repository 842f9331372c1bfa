using System.Text;

namespace Slipway.Build.Source;

/// <summary>Takes the values of secrets out of lines. Values shorter than <see cref="Shortest"/> would take ordinary words with them.</summary>
internal sealed class SecretMask
{
    public const int Shortest = 4;
    private const string Instead = "******";
    private readonly string[] _values;

    public SecretMask(IEnumerable<string> values) => _values =
        [.. values.SelectMany(value => value.Split('\n').Select(line => line.Trim()).Append(value.Trim()))
            .Where(value => value.Length >= Shortest).Distinct().OrderByDescending(value => value.Length)];

    public static SecretMask Of(SourceBuild build) =>
        new(build.BuildEnvironment.Values.Concat(build.Secrets.Values.Select(secret => Encoding.UTF8.GetString(secret.Span))));

    public string Apply(string line)
    {
        foreach (var value in _values)
            line = line.Replace(value, Instead, StringComparison.Ordinal);
        return line;
    }
}
