using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Linux.Files;

namespace Slipway.Client;

/// <summary>
/// The server of a command and its login. <see cref="Socket"/> is the path of a socket of this machine's server,
/// without a token.
/// </summary>
internal sealed record Credentials(string Url, string? User, string? Token, string? Domain)
{
    private const string FileName = "credentials.json";
    private const string GitFileName = "git-credentials";

    public string? Socket { get; init; }

    /// <summary>From SLIPWAY_URL and SLIPWAY_TOKEN, else from the file that `slipway login` wrote.</summary>
    /// <exception cref="SlipwayException">Neither is there.</exception>
    public static Credentials Load()
    {
        if (Environment.GetEnvironmentVariable("SLIPWAY_URL") is { Length: > 0 } url)
            return new Credentials(url, null, Environment.GetEnvironmentVariable("SLIPWAY_TOKEN"),
                Environment.GetEnvironmentVariable("SLIPWAY_DOMAIN"));
        return TryLoad(DirectoryPath)
            ?? throw new SlipwayException(ErrorCode.Configuration, "no server is known",
                "run `slipway login URL`, or set SLIPWAY_URL and SLIPWAY_TOKEN");
    }

    /// <summary>The saved login of a directory; null when there is none.</summary>
    /// <exception cref="SlipwayException">The file is damaged.</exception>
    public static Credentials? TryLoad(string directory)
    {
        var file = Path.Combine(directory, FileName);
        if (!File.Exists(file))
            return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), CredentialsJson.Default.Credentials);
        }
        catch (JsonException e)
        {
            throw new SlipwayException(ErrorCode.Configuration, $"{file} cannot be read: {e.Message}",
                "remove it and run `slipway login URL` again");
        }
    }

    /// <summary>Writes the file, readable for its owner only, and git's credentials next to it.</summary>
    public void Save(string directory)
    {
        Directory.CreateDirectory(directory, UnixFileModes.OwnerAll);
        DurableFile.Write(Path.Combine(directory, FileName),
            JsonSerializer.SerializeToUtf8Bytes(this, CredentialsJson.Default.Credentials), FileModes.OwnerReadWrite);
        if (User is null || Token is null || !Uri.TryCreate(Url, UriKind.Absolute, out var address))
            return;
        var line =
            $"{address.Scheme}://{Uri.EscapeDataString(User)}:{Uri.EscapeDataString(Token)}@{address.Authority}\n";
        DurableFile.Write(Path.Combine(directory, GitFileName), Encoding.UTF8.GetBytes(line), FileModes.OwnerReadWrite);
    }

    public static string DirectoryPath =>
        Environment.GetEnvironmentVariable("SLIPWAY_CONFIG") is { Length: > 0 } directory
            ? directory
            : Path.Combine(Environment.GetFolderPath(
                Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "slipway");

    /// <summary>The file of git's credential helper `store`, so that pushes need no password prompt.</summary>
    public static string GitPath => Path.Combine(DirectoryPath, GitFileName);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Credentials))]
internal sealed partial class CredentialsJson : JsonSerializerContext;
