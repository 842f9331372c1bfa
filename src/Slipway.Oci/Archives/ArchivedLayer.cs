using Slipway.Oci.Layers;

namespace Slipway.Oci.Archives;

/// <summary>A layer file of an archive without manifests: its descriptor is computed.</summary>
internal sealed record ArchivedLayer(string Name, Descriptor Blob, Digest DiffId)
{
    internal static ArchivedLayer Of(IArchiveFiles files, string name)
    {
        using var file = files.Find(LayerPath.Of(name))
            ?? throw new SlipwayException(ErrorCode.Malformed, $"the archive has no layer {Excerpt.Of(name)}");
        using var stored = new HashingStream(file);
        using var uncompressed = Decompression.Open(stored);
        using var hashed = new HashingStream(uncompressed, ApplyOptions.Default.MaxBytes);
        try
        {
            hashed.CopyTo(Stream.Null);
            stored.CopyTo(Stream.Null);
        }
        catch (InvalidDataException e)
        {
            throw new SlipwayException(
                ErrorCode.Malformed,
                $"the compressed data of the archive's layer {Excerpt.Of(name)} is damaged", inner: e);
        }
        var diffId = hashed.Digest();
        var digest = stored.Digest();
        var mediaType = digest == diffId ? MediaTypes.Layer
            : uncompressed is ZstdStream ? MediaTypes.LayerZstd : MediaTypes.LayerGzip;
        return new ArchivedLayer(name, new Descriptor(mediaType, digest, stored.Count), diffId);
    }
}
