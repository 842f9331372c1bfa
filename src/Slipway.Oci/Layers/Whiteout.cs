using Slipway.Linux.Files;

namespace Slipway.Oci.Layers;

/// <summary>The names in a layer's tar that stand for something removed (image-spec, layer.md, "Whiteouts").</summary>
public static class Whiteout
{
    /// <summary>In a directory: nothing below it is left of the layers beneath.</summary>
    public static readonly RawPath OpaqueMarker = RawPath.Of(".wh..wh..opq"u8);

    public static ReadOnlySpan<byte> Prefix => ".wh."u8;

    /// <summary>Names that AUFS keeps its own files under; they say nothing of the image.</summary>
    private static ReadOnlySpan<byte> Metadata => ".wh..wh."u8;

    public static bool IsWhiteout(RawPath name) => name.Bytes.StartsWith(Prefix);

    public static bool IsMetadata(RawPath name) => name.Bytes.StartsWith(Metadata) && name != OpaqueMarker;

    /// <summary>The name that says that <paramref name="name"/> is removed.</summary>
    public static RawPath Of(RawPath name) => RawPath.Of([.. Prefix, .. name.Bytes]);

    /// <summary>The name that a whiteout's name removes.</summary>
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
