using Slipway.Linux.Files;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>A written layer: digest and size of its uncompressed tar.</summary>
public sealed record WrittenLayer(Digest DiffId, long Size);

/// <summary>
/// The entries of a layer to be written from an upper directory, in order: directories before their entries, names in
/// byte order.
/// </summary>
public sealed class LayerPlan
{
    private readonly string _upper;
    private readonly IReadOnlyList<RawPath> _dropped;
    private readonly IReadOnlyList<RawPath> _opaque;

    internal LayerPlan(
        string upper, IReadOnlyList<TarEntry> entries, IReadOnlyList<RawPath> dropped, IReadOnlyList<RawPath> opaque) =>
        (_upper, Entries, _dropped, _opaque) = (upper, entries, dropped, opaque);

    /// <summary>The entries of the tar, whiteouts included.</summary>
    public IReadOnlyList<TarEntry> Entries { get; }

    /// <summary>Whether the layer is empty.</summary>
    public bool IsEmpty => Entries.Count == 0;

    /// <summary>Writes and hashes the tar. The output stream stays open.</summary>
    /// <exception cref="SlipwayException">A file became shorter since the plan was made, or cannot be read.</exception>
    public WrittenLayer Write(Stream output, CancellationToken cancel = default)
    {
        using var hashed = new HashingStream(output);
        var writer = new TarWriter(hashed);
        using var files = new ParentDirectory(DirectoryHandle.Open(_upper));
        foreach (var entry in Entries)
        {
            cancel.ThrowIfCancellationRequested();
            writer.Write(entry);
            if (entry is { Kind: TarKind.File, Size: > 0 })
                WriteContent(files, entry, writer, cancel);
        }
        writer.Finish();
        return new WrittenLayer(hashed.Digest(), hashed.Count);
    }

    /// <summary>
    /// Changes the upper directory to what unpacking the written layer gives, so that it can become the layer's
    /// snapshot: removes omitted entries, replaces opaque markers by single whiteouts, sets the written times. The
    /// overlay must not be mounted. After a crash discard the directory; the blob is the source of truth.
    /// </summary>
    public void Settle()
    {
        using var files = new ParentDirectory(DirectoryHandle.Open(_upper));
        foreach (var path in _dropped)
        {
            files.Forget(path);
            files.Of(path).RemoveTree(path.Name);
        }
        foreach (var path in _opaque)
            files.Find(path)?.RemoveAttribute(RawPath.Empty, LayerAttributes.Opaque);
        foreach (var entry in Entries.Where(entry => Whiteout.IsWhiteout(entry.Path.Name)))
            MakeWhiteout(files.Of(entry.Path), Whiteout.Removed(entry.Path.Name));
        foreach (var entry in Entries.Where(entry => !Whiteout.IsWhiteout(entry.Path.Name)))
            files.Of(entry.Path).SetTimes(entry.Path.Name, entry.Modified);
    }

    private static void MakeWhiteout(DirectoryHandle directory, RawPath name)
    {
        if (directory.Find(name) is null)
            directory.MakeWhiteout(name);
    }

    private static void WriteContent(ParentDirectory files, TarEntry entry, TarWriter writer, CancellationToken cancel)
    {
        using var file = files.Of(entry.Path).OpenFile(entry.Path.Name, OpenFlags.ReadOnly | OpenFlags.NonBlocking);
        for (var left = entry.Size; left > 0;)
        {
            cancel.ThrowIfCancellationRequested();
            var read = file.ReadSome(writer.GetSpan());
            if (read == 0)
                throw new SlipwayException(
                    ErrorCode.Conflict, $"'{entry.Path}' became shorter while its layer was written",
                    "let nothing change the files while they are read, then run the command again");
            writer.Advance(read);
            left -= read;
        }
    }
}
