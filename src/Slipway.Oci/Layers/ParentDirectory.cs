using Slipway.Linux;
using Slipway.Linux.Files;

namespace Slipway.Oci.Layers;

/// <summary>
/// Opens the directories that paths are in, below a root, following nothing; keeps the last one, since entries come
/// directory by directory.
/// </summary>
internal sealed class ParentDirectory(DirectoryHandle root) : IDisposable
{
    private RawPath _path;
    private DirectoryHandle? _handle;

    internal DirectoryHandle Root => root;

    /// <summary>The directory that the path is in; valid until the next call.</summary>
    internal DirectoryHandle Of(RawPath path) =>
        Find(path.Parent) ?? throw new LinuxException("openat2", path.Parent.ToString(), Errno.NotFound);

    /// <summary>The directory of that path, or null; valid until the next call.</summary>
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

    /// <summary>To be called when a tree was removed: the kept directory may have been in it.</summary>
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
