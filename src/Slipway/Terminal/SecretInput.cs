using System.Text;

namespace Slipway.Terminal;

/// <summary>
/// Reads a secret from a file, from standard input, or from the terminal without echo. Never from the command line.
/// </summary>
internal static class SecretInput
{
    /// <param name="name">The name of the secret, for the prompt.</param>
    /// <param name="file">Null reads standard input.</param>
    public static async Task<string> ReadAsync(string name, string? file, CancellationToken cancel)
    {
        if (file is not null)
            return (await File.ReadAllTextAsync(file, cancel)).Trim();
        if (Console.IsInputRedirected)
            return (await Console.In.ReadLineAsync(cancel) ?? "").Trim();
        Console.Error.Write($"{name}: ");
        var secret = new StringBuilder();
        for (ConsoleKeyInfo key; (key = Console.ReadKey(intercept: true)).Key != ConsoleKey.Enter;)
        {
            if (key.Key != ConsoleKey.Backspace)
                secret.Append(key.KeyChar);
            else if (secret.Length > 0)
                secret.Length--;
        }
        Console.Error.WriteLine();
        return secret.ToString().Trim();
    }
}
