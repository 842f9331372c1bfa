using Slipway.Linux;
using Slipway.Linux.Files;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>The target tree of unpacking: its directories, and the metadata of their entries.</summary>
internal sealed class LayerTree(ParentDirectory parents)
{
    private readonly List<(RawPath Path, UnixTime Modified)> _times = [];

    internal ParentDirectory Parents => parents;

    /// <summary>The directory at a path; missing ones are created, parents too.</summary>
    internal DirectoryHandle Enter(RawPath directory, ILayerTarget target)
    {
        if (parents.Find(directory) is { } known)
            return known;
        var above = directory.Parent;
        target.MakeDirectory(Enter(above, target), directory, isNamed: false);
        return parents.Find(directory) ?? throw new SlipwayException(
            ErrorCode.Internal, $"'{directory}' was made, but is not there");
    }

    /// <summary>Removes the entry at a path, if there is one.</summary>
    internal void Remove(DirectoryHandle parent, RawPath path)
    {
        parents.Forget(path);
        parent.RemoveTree(path.Name);
    }

    /// <summary>Sets metadata of a directory; its time is set after unpacking, because new entries change it.</summary>
    internal void Describe(DirectoryHandle directory, RawPath path, TarEntry entry)
    {
        directory.SetOwner(RawPath.Empty, entry.Uid, entry.Gid);
        directory.SetMode(RawPath.Empty, entry.Mode);
        SetAttributes(directory, RawPath.Empty, entry.Attributes);
        _times.Add((path, entry.Modified));
    }

    /// <summary>Sets the image's attributes to exactly those of the entry.</summary>
    internal static void ReplaceAttributes(DirectoryHandle directory, TarEntry entry)
    {
        foreach (var name in directory.ListAttributes(RawPath.Empty).Where(LayerAttributes.IsKept))
        {
            if (!entry.Attributes.Any(attribute => attribute.Name == name))
                directory.RemoveAttribute(RawPath.Empty, name);
        }
    }

    internal static void SetAttributes(
        DirectoryHandle directory, RawPath name, IReadOnlyList<ExtendedAttribute> attributes)
    {
        foreach (var attribute in attributes.Where(attribute => LayerAttributes.IsKept(attribute.Name)))
        {
            try
            {
                directory.SetAttribute(name, attribute.Name, attribute.Value.Span);
            }
            catch (LinuxException e) when (e.Errno == Errno.Invalid)
            {
                throw new SlipwayException(ErrorCode.Malformed, $"the attribute {Excerpt.Of(attribute.Name)} of " +
                    $"'{Excerpt.Of(name.ToString())}' in the layer is malformed", inner: e);
            }
            catch (LinuxException e) when (
                e.Errno is Errno.NotSupported or Errno.PermissionDenied && attribute.Name != LayerAttributes.Capability)
            {
                // user.* exists on files and directories only, and not on every file system.
            }
        }
    }

    internal void SetDirectoryTimes()
    {
        foreach (var (path, modified) in _times)
            parents.Find(path)?.SetTimes(RawPath.Empty, modified);
    }
}
