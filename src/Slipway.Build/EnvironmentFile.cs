using Slipway.Oci;

namespace Slipway.Build;

/// <summary>
/// The source's <c>.s2i/environment</c>: <c>NAME=VALUE</c> lines and <c>#</c> comments. The variables become part of
/// the artifact.
/// </summary>
public static class EnvironmentFile
{
    public const int MaxFileBytes = 256 << 10;

    /// <returns>The variables in order, and errors of ignored lines.</returns>
    public static (
        IReadOnlyList<KeyValuePair<string, string>> Variables, IReadOnlyList<string> Warnings) Parse(string text)
    {
        var variables = new List<KeyValuePair<string, string>>();
        var warnings = new List<string>();
        var number = 0;
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
                continue;
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? line : line[..equals].Trim();
            if (equals < 0 || !IsName(name) || line.Contains('\0', StringComparison.Ordinal))
                warnings.Add(
                    $".s2i/environment line {number}: '{Excerpt.Of(name)}' is not NAME=VALUE and was left out");
            else
                variables.Add(new(name, line[(equals + 1)..].Trim()));
        }
        return (variables, warnings);
    }

    public static bool IsName(string name) =>
        name.Length is > 0 and <= 256 && !char.IsAsciiDigit(name[0])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');
}
