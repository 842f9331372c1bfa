using Slipway.Oci.Json;
using Slipway.Oci.Layers;

namespace Slipway.Oci.Archives;

/// <summary>
/// The blobs of an archive by digest: at the paths of the OCI layout, at paths from manifest.json, or computed while
/// reading.
/// </summary>
internal sealed class ArchiveBlobs(IArchiveFiles files)
{
    private readonly Dictionary<Digest, string> _names = [];
    private readonly Dictionary<Digest, byte[]> _made = [];

    internal IArchiveFiles Files => files;

    internal static string PathOf(Digest digest) => $"blobs/sha256/{digest.Hex}";

    /// <summary>Registers the file name of a blob in the archive.</summary>
    internal void Locate(Digest digest, string name) => _names[digest] = name;

    internal Descriptor Make(byte[] content, string mediaType)
    {
        var digest = Digest.OfBytes(content);
        _made[digest] = content;
        return new Descriptor(mediaType, digest, content.Length);
    }

    internal Stream Open(Descriptor blob) => _made.TryGetValue(blob.Digest, out var content)
        ? new MemoryStream(content, writable: false)
        : new VerifyingStream(Find(blob.Digest) ?? throw Missing(blob.Digest), blob);

    /// <exception cref="SlipwayException">The blob is missing or has another length.</exception>
    internal void Require(Descriptor blob)
    {
        if (_made.ContainsKey(blob.Digest))
            return;
        using var raw = Find(blob.Digest) ?? throw Missing(blob.Digest);
        if (raw.Length != blob.Size)
            throw new SlipwayException(
                ErrorCode.Malformed,
                $"the archive's blob {blob.Digest} is {raw.Length} bytes long; its manifest says {blob.Size}");
    }

    /// <summary>Reads and verifies a small document.</summary>
    internal byte[] ReadDocument(Descriptor blob)
    {
        using var stream = Open(blob);
        return ReadDocument(stream, blob.Digest.ToString());
    }

    /// <summary>Reads a small file of the archive.</summary>
    internal byte[] ReadDocument(string name)
    {
        using var stream = files.Find(LayerPath.Of(name))
            ?? throw new SlipwayException(ErrorCode.Malformed, $"the archive has no {Excerpt.Of(name)}");
        return ReadDocument(stream, name);
    }

    private static byte[] ReadDocument(Stream stream, string name)
    {
        if (stream.Length > OciJson.MaxDocumentBytes)
            throw new SlipwayException(
                ErrorCode.Malformed, $"the archive's {Excerpt.Of(name)} is {stream.Length} bytes long; " +
                $"{OciJson.MaxDocumentBytes} are the most");
        var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private Stream? Find(Digest digest) => files.Find(LayerPath.Of(_names.GetValueOrDefault(digest) ?? PathOf(digest)));

    private static SlipwayException Missing(Digest digest) =>
        new(ErrorCode.Malformed, $"the archive does not hold the blob {digest} that a manifest in it names");
}
