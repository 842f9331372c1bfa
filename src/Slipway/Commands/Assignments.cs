using System.Text;
using Slipway.Client;

namespace Slipway.Commands;

/// <summary>
/// Parses <c>NAME=…</c> arguments. Variables have their value there. Secrets never do, because every user of the
/// machine can read command lines: they come from a file, an environment variable, or standard input.
/// </summary>
internal static class Assignments
{
    private const int MaxSecretBytes = 1 << 20;
    private const string FromVariable = "env:";
    private const string FromInput = "-";

    /// <exception cref="SlipwayException">One is not NAME=VALUE, or two want standard input.</exception>
    public static async Task<Dictionary<string, string?>> VariablesAsync(
        IEnumerable<string> assignments, CancellationToken cancel)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in Split(assignments, "NAME=VALUE"))
            variables[name] = value == FromInput ? await Console.In.ReadToEndAsync(cancel) : value;
        return variables;
    }

    /// <exception cref="SlipwayException">One is not NAME=FILE, NAME=env:VARIABLE or NAME=-, or there is no such file
    /// or variable.</exception>
    public static async Task<Dictionary<string, byte[]?>> SecretsAsync(
        IEnumerable<string> assignments, CancellationToken cancel)
    {
        var secrets = new Dictionary<string, byte[]?>(StringComparer.Ordinal);
        foreach (var (name, source) in Split(assignments, "NAME=FILE, NAME=env:VARIABLE or NAME=-"))
            secrets[name] = await ReadAsync(name, source, cancel);
        return secrets;
    }

    private static List<(string Name, string Value)> Split(IEnumerable<string> assignments, string form)
    {
        var pairs = new List<(string Name, string Value)>();
        foreach (var assignment in assignments)
        {
            // Text without "=" may be a secret typed by mistake: it is not repeated.
            if (assignment.Split('=', 2) is not [{ Length: > 0 } name, { } value])
                throw new SlipwayException(ErrorCode.Usage, $"one of the values is not {form}");
            pairs.Add((name, value));
        }
        return pairs.Count(pair => pair.Value == FromInput) <= 1
            ? pairs
            : throw new SlipwayException(ErrorCode.Usage, "only one value can be read from standard input");
    }

    private static async Task<byte[]> ReadAsync(string name, string source, CancellationToken cancel)
    {
        if (source.StartsWith(FromVariable, StringComparison.Ordinal))
        {
            var variable = source[FromVariable.Length..];
            return Encoding.UTF8.GetBytes(Environment.GetEnvironmentVariable(variable)
                ?? throw new SlipwayException(
                    ErrorCode.NotFound, $"there is no variable '{variable}' for the secret '{name}'"));
        }
        if (source != FromInput && !File.Exists(source))
            throw new SlipwayException(ErrorCode.NotFound, $"there is no such file for the secret '{name}'",
                "write NAME=FILE, NAME=env:VARIABLE or NAME=-; a value is never typed");
        await using var stream = source == FromInput ? Console.OpenStandardInput() : File.OpenRead(source);
        return await ReadAsync(name, stream, cancel);
    }

    private static async Task<byte[]> ReadAsync(string name, Stream stream, CancellationToken cancel)
    {
        var content = new byte[MaxSecretBytes + 1];
        var length = await stream.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancel);
        return length <= MaxSecretBytes
            ? content[..length]
            : throw new SlipwayException(
                ErrorCode.Invalid, $"the secret '{name}' is longer than 1 MiB", "let the build fetch what is large");
    }
}
