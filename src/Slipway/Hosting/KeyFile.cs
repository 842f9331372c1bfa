using System.Security.Cryptography;
using Slipway.Linux.Files;

namespace Slipway.Hosting;

/// <summary>A random key file of the data directory, created at the first start, readable for root only.</summary>
internal static class KeyFile
{
    private const int Length = 32;

    /// <summary>For hashes by which builds detect changed variables and secrets without storing them.</summary>
    public static ReadOnlyMemory<byte> OfBuilds(string data) =>
        Load(Path.Combine(data, "build.key"), "builds are then made anew once");

    /// <summary>Encrypts secrets of builds, and credentials and hook secrets of watches.</summary>
    public static ReadOnlyMemory<byte> OfSecrets(string data) =>
        Load(Path.Combine(data, "secrets.key"),
            "what `slipway build-env` and `slipway build-secret` set, and what watches keep secret, " +
                "must then be set again");

    private static ReadOnlyMemory<byte> Load(string path, string loss)
    {
        if (!File.Exists(path))
            DurableFile.Write(path, RandomNumberGenerator.GetBytes(Length), FileModes.OwnerReadWrite);
        var key = File.ReadAllBytes(path);
        return key.Length == Length ? key : throw new SlipwayException(
            ErrorCode.Configuration, $"{path} is damaged", $"restore it, or remove it: {loss}");
    }
}
