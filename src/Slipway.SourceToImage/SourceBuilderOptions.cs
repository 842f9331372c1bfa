using System.Security.Cryptography;
using Slipway.Linux.Files;

namespace Slipway.SourceToImage;

/// <summary>Options for all builds.</summary>
/// <param name="Directory">For temporary files; on the engine's file system.</param>
/// <param name="SecretKey">Keys the hashes of variables and secrets: 32 random bytes. If it changes, nothing is found
/// in the cache.</param>
public sealed record SourceBuilderOptions(string Directory, ReadOnlyMemory<byte> SecretKey)
{
    private const int KeyLength = 32;

    /// <summary>
    /// Reads the key from a file, which is created if missing. If it is lost, everything is built once again.
    /// </summary>
    public static SourceBuilderOptions Open(string directory, string keyFile)
    {
        if (!File.Exists(keyFile) || new FileInfo(keyFile).Length != KeyLength)
            DurableFile.Write(keyFile, RandomNumberGenerator.GetBytes(KeyLength), mode: FileModes.OwnerReadWrite);
        return new SourceBuilderOptions(directory, File.ReadAllBytes(keyFile));
    }

    /// <summary>Does not contain the key.</summary>
    public override string ToString() => Directory;
}
