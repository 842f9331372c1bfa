using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Client;

/// <summary>Which server a command talks to, as whom. <see cref="Socket"/> is a path of this machine's server, without a token.</summary>
internal sealed record Credentials(string Url, string? User, string? Token, string? Domain)
{
    public string? Socket { get; init; }

    /// <summary>From SLIPWAY_URL and SLIPWAY_TOKEN, else the file that `slipway login` wrote.</summary>
    /// <exception cref="ClientException">Neither is there.</exception>
    public static Credentials Load()
    {
        if (Environment.GetEnvironmentVariable("SLIPWAY_URL") is { Length: > 0 } url)
            return new Credentials(url, null, Environment.GetEnvironmentVariable("SLIPWAY_TOKEN"), Environment.GetEnvironmentVariable("SLIPWAY_DOMAIN"));
        if (!File.Exists(FilePath))
            throw new ClientException(ExitCode.Configuration, "no server is known", "run `slipway login URL`, or set SLIPWAY_URL and SLIPWAY_TOKEN");
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(FilePath), CredentialsJson.Default.Credentials)
                ?? throw new JsonException("the file is empty");
        }
        catch (JsonException e)
        {
            throw new ClientException(ExitCode.Configuration, $"{FilePath} cannot be read: {e.Message}", "remove it and run `slipway login URL` again");
        }
    }

    /// <summary>Writes the file for its owner only, and what git needs beside it.</summary>
    public void Save()
    {
        Directory.CreateDirectory(DirectoryPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        WritePrivately(FilePath, JsonSerializer.SerializeToUtf8Bytes(this, CredentialsJson.Default.Credentials));
        if (User is not null && Token is not null && Uri.TryCreate(Url, UriKind.Absolute, out var address))
            WritePrivately(GitPath, System.Text.Encoding.UTF8.GetBytes($"{address.Scheme}://{Uri.EscapeDataString(User)}:{Uri.EscapeDataString(Token)}@{address.Authority}\n"));
    }

    public static string DirectoryPath =>
        Environment.GetEnvironmentVariable("SLIPWAY_CONFIG") is { Length: > 0 } directory
            ? directory
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "slipway");

    /// <summary>The file of git's own credential helper `store`, so that a push asks for nothing.</summary>
    public static string GitPath => Path.Combine(DirectoryPath, "git-credentials");

    private static string FilePath => Path.Combine(DirectoryPath, "credentials.json");

    private static void WritePrivately(string path, byte[] content)
    {
        var temporary = $"{path}.{Environment.ProcessId}";
        using (var file = new FileStream(temporary, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Credentials))]
internal sealed partial class CredentialsJson : JsonSerializerContext;
