using Slipway.Linux.Files;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>What a written layer is: the digest and length in bytes of its uncompressed tar.</summary>
public sealed record WrittenLayer(Digest DiffId, long Size);

/// <summary>The entries of a layer that is to be written from an upper directory, in order: directories before what is in them, names in byte order.</summary>
public sealed class LayerPlan
{
    private readonly string _upper;
    private readonly IReadOnlyList<(RawPath Path, UnixTime Modified)> _restored;
    private readonly IReadOnlyList<RawPath> _dropped;

    internal LayerPlan(
        string upper, IReadOnlyList<TarEntry> entries, IReadOnlyList<(RawPath, UnixTime)> restored, IReadOnlyList<RawPath> dropped) =>
        (_upper, Entries, _restored, _dropped) = (upper, entries, restored, dropped);

    /// <summary>The entries as the tar will hold them, whiteouts included.</summary>
    public IReadOnlyList<TarEntry> Entries { get; }

    /// <summary>Whether nothing has changed.</summary>
    public bool IsEmpty => Entries.Count == 0;

    /// <summary>Writes the tar and hashes it on the way. The output is left open.</summary>
    /// <exception cref="IOException">A file became shorter since the plan was made, or cannot be read.</exception>
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
    /// Makes the upper directory equal to what unpacking the written layer gives, so that it can become the layer's snapshot: what was left out is
    /// removed, times are set as they were written. The overlay must not be mounted.
    /// </summary>
    public void Settle()
    {
        using var root = DirectoryHandle.Open(_upper);
        using var files = new ParentDirectory(root.Duplicate());
        foreach (var path in _dropped)
            files.Of(path).RemoveTree(path.Name);
        foreach (var entry in Entries.Where(entry => !Whiteout.IsWhiteout(entry.Path.Name)))
            files.Of(entry.Path).SetTimes(entry.Path.Name, entry.Modified);
        foreach (var (path, modified) in _restored)
            files.Of(path).SetTimes(path.Name, modified);
    }

    private static void WriteContent(ParentDirectory files, TarEntry entry, TarWriter writer, CancellationToken cancel)
    {
        using var file = files.Of(entry.Path).OpenFile(entry.Path.Name, OpenFlags.ReadOnly | OpenFlags.NonBlocking);
        for (var left = entry.Size; left > 0;)
        {
            cancel.ThrowIfCancellationRequested();
            var read = file.ReadSome(writer.GetSpan());
            if (read == 0)
                throw new IOException($"'{entry.Path}' became shorter while its layer was written");
            writer.Advance(read);
            left -= read;
        }
    }
}
