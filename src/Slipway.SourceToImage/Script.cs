using Slipway.Oci;

namespace Slipway.SourceToImage;

internal enum ScriptOrigin
{
    Source,
    Cartridge,
    Image,
}

/// <summary>A script and its path in the build's containers.</summary>
/// <param name="Digest">The digest of its content; null for an image's script, because the image's digest covers
/// it.</param>
internal sealed record Script(string Name, ScriptOrigin Origin, string Path, Digest? Digest);
