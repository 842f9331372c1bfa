using System.Security.Cryptography;
using Slipway.Linux.Files;

namespace Slipway.Hosting;

/// <summary>A key of the data directory: random, made at the first start, root's only.</summary>
internal static class KeyFile
{
    private const int Length = 32;

    /// <summary>Of the hashes by which builds recognise unchanged variables and secrets without keeping them.</summary>
    public static ReadOnlyMemory<byte> OfBuilds(string data) =>
        Load(Path.Combine(data, "build.key"), "builds are then made anew once");

    /// <summary>Of the encryption of what builds alone see, and of what watches report and are woken with.</summary>
    public static ReadOnlyMemory<byte> OfSecrets(string data) =>
        Load(Path.Combine(data, "secrets.key"),
            "what `slipway build-env` and `slipway build-secret` set, and what watches keep secret, " +
                "must then be set again");

    private static ReadOnlyMemory<byte> Load(string path, string loss)
    {
        if (!File.Exists(path))
            DurableFile.Write(path, RandomNumberGenerator.GetBytes(Length), FileModes.OwnerReadWrite);
        var key = File.ReadAllBytes(path);
        return key.Length == Length ? key : throw new IOException(
            $"{path} is damaged; restore it, or remove it: {loss}");
    }
}
