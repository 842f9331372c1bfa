using Slipway.Linux.Files;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Archives;

/// <summary>
/// The files of a tar, found by reading its headers once. Links inside it are followed for a few steps (old <c>docker
/// save</c> shares layers by links).
/// </summary>
internal sealed class TarFiles : IArchiveFiles
{
    private const int MaxLinkHops = 8;
    private readonly Stream _tar;
    private readonly bool _ownsTar;
    private readonly Dictionary<RawPath, (long Offset, long Size)> _files = [];
    private readonly Dictionary<RawPath, RawPath> _links = [];

    private TarFiles(Stream tar, bool ownsTar) => (_tar, _ownsTar) = (tar, ownsTar);

    /// <summary>A tar that is compressed or not seekable is first written to an unnamed temporary file.</summary>
    internal static TarFiles Open(Stream archive, ArchiveOptions options, CancellationToken cancel)
    {
        var start = archive.CanSeek ? archive.Position : 0;
        var opened = Decompression.Open(archive);
        TarFiles files;
        if (archive.CanSeek && opened is PrefixedStream)
        {
            archive.Position = start;
            files = new TarFiles(archive, ownsTar: false);
        }
        else
        {
            files = new TarFiles(Spool(opened, options, cancel), ownsTar: true);
        }
        try
        {
            files.Index(options, cancel);
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    public bool Contains(RawPath name) => _files.ContainsKey(Resolve(name));

    public Stream? Find(RawPath name) =>
        _files.TryGetValue(Resolve(name), out var place) ? new StreamPart(_tar, place.Offset, place.Size) : null;

    public void Dispose()
    {
        if (_ownsTar)
            _tar.Dispose();
    }

    private static FileStream Spool(Stream uncompressed, ArchiveOptions options, CancellationToken cancel)
    {
        var path = Path.Combine(options.ScratchDirectory ?? Path.GetTempPath(), Path.GetRandomFileName());
        var file = new FileStream(
            path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        try
        {
            File.Delete(path);
            using var bounded = new HashingStream(uncompressed, options.MaxBytes, cancel);
            bounded.CopyTo(file);
            file.Position = 0;
            return file;
        }
        catch (InvalidDataException e)
        {
            file.Dispose();
            throw new SlipwayException(ErrorCode.Malformed, "the compressed data of the archive is damaged", inner: e);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void Index(ArchiveOptions options, CancellationToken cancel)
    {
        var start = _tar.Position;
        var reader = new TarReader(_tar);
        for (var count = 0; reader.Next() is { } entry; count++)
        {
            cancel.ThrowIfCancellationRequested();
            if (count >= options.MaxEntries || reader.Position > options.MaxBytes)
                throw new SlipwayException(
                    ErrorCode.Malformed,
                    $"the archive has more than {options.MaxEntries} files or {options.MaxBytes} bytes");
            var path = LayerPath.Of(entry.Path, maxDepth: 64);
            if (entry is { Kind: TarKind.File, Segments: null })
                _files[path] = (start + reader.Position, entry.Size);
            else if (entry.Kind is TarKind.Symlink or TarKind.HardLink)
                _links[path] = TargetOf(entry, path);
            else if (entry.Kind != TarKind.Directory)
                throw new SlipwayException(
                    ErrorCode.Malformed,
                    $"the archive's '{Excerpt.Of(path.ToString())}' is neither a plain file nor a directory");
        }
    }

    /// <summary>
    /// A symbolic link is relative to its directory; it may go up inside the archive, but not out of it.
    /// </summary>
    private static RawPath TargetOf(TarEntry entry, RawPath path)
    {
        if (entry.Kind == TarKind.HardLink)
            return LayerPath.Of(entry.LinkTarget, maxDepth: 64);
        var from = path.Parent;
        var target = entry.LinkTarget.Bytes;
        while (target.StartsWith("../"u8) && !from.IsEmpty)
        {
            from = from.Parent;
            target = target[3..];
        }
        return LayerPath.Of(from.Combine(RawPath.Of(target)), maxDepth: 64);
    }

    private RawPath Resolve(RawPath name)
    {
        for (var step = 0; step < MaxLinkHops && _links.TryGetValue(name, out var target); step++)
            name = target;
        return name;
    }
}
