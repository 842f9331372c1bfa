using Slipway.Linux.Files;

namespace Slipway.Oci.Layers;

/// <summary>The differences between unpacking onto a merged tree and into a layer directory for overlayfs.</summary>
internal interface ILayerTarget
{
    /// <summary>
    /// Creates the directory at <paramref name="path"/>, replacing anything else; if it replaces a non-directory,
    /// nothing of the lower tree shows in it.
    /// </summary>
    /// <param name="parent">The directory it is in.</param>
    /// <param name="isNamed">Whether the layer has an entry for it, which will set its metadata; otherwise it gets the
    /// lower tree's.</param>
    void MakeDirectory(DirectoryHandle parent, RawPath path, bool isNamed);

    /// <summary>Removes whatever a new file replaces.</summary>
    void MakeRoom(DirectoryHandle parent, RawPath path);

    /// <summary>Applies a whiteout: removes the lower tree's file or directory, keeps that of this layer.</summary>
    void Remove(RawPath path);

    /// <summary>Applies an opaque marker: hides everything of the lower tree in the directory.</summary>
    void HideContent(RawPath directory);

    /// <summary>
    /// The directory of a hard link's target, so that it can be linked from there, or null when the file does not
    /// exist.
    /// </summary>
    DirectoryHandle? FindLinked(RawPath target);
}
