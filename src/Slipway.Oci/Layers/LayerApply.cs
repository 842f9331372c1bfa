using Slipway.Linux;
using Slipway.Linux.Files;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>
/// Unpacks untrusted layer blobs, plain, gzip or zstd. All operations use descriptors beneath the target (openat2,
/// RESOLVE_BENEATH, no links), so nothing outside is touched: absolute names are relative to the target, <c>..</c> is
/// refused, links are stored unchanged and never followed, device nodes are dropped, sizes and counts are limited.
/// Set-user-id bits are kept; of extended attributes only <c>user.*</c> and file capabilities. A parent directory that
/// the layer does not name gets the lower tree's metadata, else 0755 and root; if a lower layer has something else
/// there, it becomes a directory. Discard the target after an error. Blocking.
/// </summary>
public static class LayerApply
{
    /// <summary>
    /// Unpacks into an empty directory that becomes a layer of an overlay: whiteouts become devices 0:0, opaque markers
    /// <c>trusted.overlay.opaque</c>. Parents and link targets that the layer does not contain are copied up from the
    /// lower layers.
    /// </summary>
    /// <param name="blob">The stored layer; read to its end, stays open.</param>
    /// <param name="directory">An existing, empty directory; it keeps its own mode unless the layer names it.</param>
    /// <param name="lowers">The unpacked layers below, from the base up, as created by this method.</param>
    /// <exception cref="SlipwayException">The blob is no layer, has another digest, or is more than the options
    /// allow.</exception>
    /// <exception cref="LinuxException">The file system refused: no space, no room for attributes, ….</exception>
    public static AppliedLayer ToLayer(
        Stream blob, string directory, IReadOnlyList<string> lowers, ApplyOptions? options = null,
        CancellationToken cancel = default)
    {
        using var below = new LowerLayers(lowers);
        using var parents = new ParentDirectory(DirectoryHandle.Open(directory));
        var tree = new LayerTree(parents);
        return Apply(blob, tree, new OverlayTarget(tree, below), options, cancel);
    }

    /// <summary>
    /// Unpacks onto the merged tree of the layers below and changes it: whiteouts remove, entries replace.
    /// </summary>
    /// <inheritdoc cref="ToLayer"/>
    public static AppliedLayer ToTree(
        Stream blob, string root, ApplyOptions? options = null, CancellationToken cancel = default)
    {
        using var parents = new ParentDirectory(DirectoryHandle.Open(root));
        var tree = new LayerTree(parents);
        return Apply(blob, tree, new MergedTarget(tree), options, cancel);
    }

    private static AppliedLayer Apply(
        Stream blob, LayerTree tree, ILayerTarget target, ApplyOptions? options, CancellationToken cancel)
    {
        options ??= ApplyOptions.Default;
        try
        {
            using var uncompressed = Decompression.Open(blob);
            using var hashed = new HashingStream(uncompressed, options.MaxBytes, cancel);
            var reader = new TarReader(hashed);
            var unpacking = new Unpacking(reader, tree, target, options);
            while (reader.Next() is { } entry)
                unpacking.Take(entry);
            reader.Drain();
            var diffId = hashed.Digest();
            if (options.DiffId is { } expected && expected != diffId)
                throw new SlipwayException(
                    ErrorCode.Malformed, $"the layer's uncompressed digest is {diffId}, but its image says {expected}");
            tree.SetDirectoryTimes();
            return new AppliedLayer(
                diffId, hashed.Count, unpacking.Entries, unpacking.Whiteouts, unpacking.Dropped, unpacking.Content);
        }
        catch (InvalidDataException e)
        {
            throw new SlipwayException(ErrorCode.Malformed, "the compressed data of the layer is damaged", inner: e);
        }
    }
}
