using Slipway.Linux;
using Slipway.Linux.Files;

namespace Slipway.Oci.Layers;

/// <summary>
/// Opens parent directories of paths below a root without following links; caches the last one, because entries come
/// directory by directory.
/// </summary>
internal sealed class ParentDirectory(DirectoryHandle root) : IDisposable
{
    private RawPath _path;
    private DirectoryHandle? _handle;

    internal DirectoryHandle Root => root;

    /// <summary>The parent directory of the path; valid until the next call.</summary>
    internal DirectoryHandle Of(RawPath path) =>
        Find(path.Parent) ?? throw new LinuxException("openat2", path.Parent.ToString(), Errno.NotFound);

    /// <summary>The directory at the path, or null; valid until the next call.</summary>
    internal DirectoryHandle? Find(RawPath directory)
    {
        if (directory.IsEmpty)
            return root;
        if (_handle is not null && _path == directory)
            return _handle;
        if (root.FindDirectory(directory) is not { } found)
            return null;
        Drop();
        (_path, _handle) = (directory, found);
        return found;
    }

    /// <summary>Call this when a tree was removed, because it may contain the cached directory.</summary>
    internal void Forget(RawPath removed)
    {
        if (_handle is not null && _path.IsWithin(removed))
            Drop();
    }

    public void Dispose()
    {
        Drop();
        root.Dispose();
    }

    private void Drop()
    {
        _handle?.Dispose();
        _handle = null;
    }
}
