using System.Text;

namespace Slipway.Build.Dockerfiles.Execution;

/// <summary>Takes the values of secrets out of lines that a step writes.</summary>
internal sealed class SecretMask
{
    private const int Shortest = 4;
    private readonly string[] _values;

    public SecretMask(IEnumerable<ReadOnlyMemory<byte>> secrets) => _values =
    [
        .. secrets.SelectMany(secret => Encoding.UTF8.GetString(secret.Span).Split('\n').Append(Encoding.UTF8.GetString(secret.Span)))
            .Select(value => value.Trim())
            .Where(value => value.Length >= Shortest)
            .Distinct()
            .OrderByDescending(value => value.Length),
    ];

    public string Apply(string line) => _values.Aggregate(line, (masked, value) => masked.Replace(value, "***", StringComparison.Ordinal));
}
