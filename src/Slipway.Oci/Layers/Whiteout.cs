using Slipway.Linux.Files;

namespace Slipway.Oci.Layers;

/// <summary>The whiteout names of a layer's tar (image-spec, layer.md, "Whiteouts").</summary>
public static class Whiteout
{
    /// <summary>The opaque marker: hides everything of the layers below in its directory.</summary>
    public static readonly RawPath OpaqueMarker = RawPath.Of(".wh..wh..opq"u8);

    public static ReadOnlySpan<byte> Prefix => ".wh."u8;

    /// <summary>The prefix of AUFS's own metadata files; they are not part of the image.</summary>
    private static ReadOnlySpan<byte> Metadata => ".wh..wh."u8;

    public static bool IsWhiteout(RawPath name) => name.Bytes.StartsWith(Prefix);

    public static bool IsMetadata(RawPath name) => name.Bytes.StartsWith(Metadata) && name != OpaqueMarker;

    /// <summary>The whiteout name for <paramref name="name"/>.</summary>
    public static RawPath Of(RawPath name) => RawPath.Of([.. Prefix, .. name.Bytes]);

    /// <summary>The name that a whiteout removes.</summary>
    /// <exception cref="SlipwayException">It removes nothing that could have a name.</exception>
    public static RawPath Removed(RawPath whiteout)
    {
        var name = whiteout.Bytes[Prefix.Length..];
        return name.IsEmpty || name.SequenceEqual("."u8) || name.SequenceEqual(".."u8)
            ? throw new SlipwayException(
                ErrorCode.Malformed, $"the layer has a malformed whiteout '{Excerpt.Of(whiteout.ToString())}'")
            : RawPath.Of(name);
    }
}
