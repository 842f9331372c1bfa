using System.Security.Cryptography;
using Slipway.Linux.Files;

namespace Slipway.Hosting;

/// <summary>The key of the hashes by which builds recognise unchanged secrets without keeping them. Made at the first start, root's only.</summary>
internal static class BuildKey
{
    private const int Length = 32;
    private const int OwnerOnly = 0x180;

    public static ReadOnlyMemory<byte> Load(string data)
    {
        var path = Path.Combine(data, "build.key");
        if (!File.Exists(path))
            DurableFile.Write(path, RandomNumberGenerator.GetBytes(Length), OwnerOnly);
        var key = File.ReadAllBytes(path);
        return key.Length == Length ? key : throw new IOException($"{path} is damaged; remove it: builds are then made anew once");
    }
}
