using Slipway.Oci;

namespace Slipway.SourceToImage;

internal enum ScriptOrigin
{
    Source,
    Cartridge,
    Image,
}

/// <summary>A script and where the build's containers see it.</summary>
/// <param name="Digest">Of its content; null for an image's script, which the image's digest covers.</param>
internal sealed record Script(string Name, ScriptOrigin Origin, string Path, Digest? Digest);
