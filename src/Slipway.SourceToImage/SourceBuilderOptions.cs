using System.Security.Cryptography;
using Slipway.Linux.Files;

namespace Slipway.SourceToImage;

/// <summary>What builds need beside their requests.</summary>
/// <param name="Directory">For the builds' own files; on the file system of the engine's.</param>
/// <param name="SecretKey">Keys the hashes of variables and secrets; 32 random bytes that stay the same, or nothing is
/// ever found unchanged.</param>
public sealed record SourceBuilderOptions(string Directory, ReadOnlyMemory<byte> SecretKey)
{
    private const int KeyLength = 32;

    /// <summary>
    /// With the key of a file, which is made when it is missing. Losing it costs one build of everything.
    /// </summary>
    public static SourceBuilderOptions Open(string directory, string keyFile)
    {
        if (!File.Exists(keyFile) || new FileInfo(keyFile).Length != KeyLength)
            DurableFile.Write(keyFile, RandomNumberGenerator.GetBytes(KeyLength), mode: FileModes.OwnerReadWrite);
        return new SourceBuilderOptions(directory, File.ReadAllBytes(keyFile));
    }

    /// <summary>Without the key.</summary>
    public override string ToString() => Directory;
}
