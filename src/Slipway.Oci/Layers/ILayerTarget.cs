using Slipway.Linux.Files;

namespace Slipway.Oci.Layers;

/// <summary>
/// What differs between unpacking onto a merged tree and into a directory of its own that overlayfs will merge.
/// </summary>
internal interface ILayerTarget
{
    /// <summary>
    /// The directory at <paramref name="path"/>, whatever was there, empty of the lower tree's content if that
    /// was no directory.
    /// </summary>
    /// <param name="parent">The directory it is in.</param>
    /// <param name="isNamed">Whether the layer has an entry for it, which will say its metadata; otherwise the lower
    /// tree's count.</param>
    void MakeDirectory(DirectoryHandle parent, RawPath path, bool isNamed);

    /// <summary>Removes what a new file would replace.</summary>
    void MakeRoom(DirectoryHandle parent, RawPath path);

    /// <summary>
    /// Carries out a whiteout: the lower tree's file or directory is gone, what this layer has there stays.
    /// </summary>
    void Remove(RawPath path);

    /// <summary>Carries out an opaque marker: the directory has nothing of the lower tree.</summary>
    void HideContent(RawPath directory);

    /// <summary>
    /// The directory that a hard link's target is in, so that it can be linked from there, or null when there
    /// is no such file.
    /// </summary>
    DirectoryHandle? FindLinked(RawPath target);
}
