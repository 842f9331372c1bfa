using Slipway.Linux.Files;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>
/// A layer directory of an overlay: it contains only this layer's files; those of the lower tree are in other
/// directories.
/// </summary>
internal sealed class OverlayTarget(LayerTree tree, LowerLayers lowers) : ILayerTarget
{
    public void MakeDirectory(DirectoryHandle parent, RawPath path, bool isNamed)
    {
        var existing = parent.Find(path.Name);
        if (existing is { IsDirectory: true })
            return;
        if (existing is { IsWhiteout: false } && !isNamed)
            throw new SlipwayException(
                ErrorCode.Malformed,
                $"the layer has files below '{Excerpt.Of(path.ToString())}', which it says is no directory");
        if (existing is not null)
            parent.RemoveFile(path.Name);
        parent.MakeDirectory(path.Name, FileModes.AllExecute);
        using var directory = parent.OpenDirectory(path.Name);
        directory.SetMode(RawPath.Empty, FileModes.AllExecute);
        if (existing is not null)
            MakeOpaque(directory);
        else if (!isNamed)
            CopyUpDirectory(directory, path);
    }

    public void MakeRoom(DirectoryHandle parent, RawPath path) => tree.Remove(parent, path);

    public void Remove(RawPath path)
    {
        if (tree.Parents.Find(path.Parent)?.Find(path.Name) is { } existing)
        {
            if (!existing.IsDirectory)
                return;
            using var directory = tree.Parents.Of(path).OpenDirectory(path.Name);
            MakeOpaque(directory);
        }
        else if (IsBelow(path))
        {
            tree.Enter(path.Parent, this).MakeWhiteout(path.Name);
        }
    }

    public void HideContent(RawPath directory) => MakeOpaque(tree.Enter(directory, this));

    public DirectoryHandle? FindLinked(RawPath target)
    {
        if (tree.Parents.Find(target.Parent) is { } parent && parent.Find(target.Name) is { } own)
            return own.IsDirectory || own.IsWhiteout ? null : parent;
        if (IsHidden(target.Parent))
            return null;
        using var found = lowers.Find(target);
        return found is { Stat.IsDirectory: false } ? CopyUpFile(found, target) : null;
    }

    private void MakeOpaque(DirectoryHandle directory)
    {
        if (!lowers.IsEmpty)
            directory.SetAttribute(RawPath.Empty, LayerAttributes.Opaque, "y"u8);
    }

    private bool IsBelow(RawPath path)
    {
        using var found = lowers.Find(path);
        return found is not null;
    }

    /// <summary>Whether this layer hides the lower layers' content of the directory.</summary>
    private bool IsHidden(RawPath directory)
    {
        for (; !directory.IsEmpty; directory = directory.Parent)
        {
            if (tree.Parents.Find(directory.Parent) is not { } parent || parent.Find(directory.Name) is not { } own)
                continue;
            if (!own.IsDirectory || LayerAttributes.IsOpaque(parent, directory.Name))
                return true;
        }
        return false;
    }

    private void CopyUpDirectory(DirectoryHandle directory, RawPath path)
    {
        using var found = lowers.Find(path);
        if (found is { Stat.IsDirectory: true } && !IsHidden(path.Parent))
            tree.Describe(directory, path, Describe(found, TarKind.Directory, path));
    }

    private DirectoryHandle CopyUpFile(LowerFile found, RawPath path)
    {
        var parent = tree.Enter(path.Parent, this);
        var name = path.Name;
        var stat = found.Stat;
        switch (stat.Kind)
        {
            case FileKind.Symlink:
                parent.MakeSymlink(name, found.Parent.ReadLink(found.Name));
                parent.SetOwner(name, stat.Uid, stat.Gid);
                break;
            case FileKind.Fifo:
                parent.MakeNode(name, FileKind.Fifo, FileModes.OwnerReadWrite);
                parent.SetOwner(name, stat.Uid, stat.Gid);
                parent.SetMode(name, stat.Mode);
                break;
            default:
                using (var source = found.Parent.OpenFile(found.Name, OpenFlags.ReadOnly))
                using (var copy = parent.OpenFile(
                    name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, FileModes.OwnerReadWrite))
                {
                    source.CopyTo(copy);
                    copy.SetMetadata(stat.Uid, stat.Gid, stat.Mode);
                    LayerTree.SetAttributes(parent, name, LayerAttributes.Read(found.Parent, found.Name));
                }
                break;
        }
        parent.SetTimes(name, stat.Modified);
        return parent;
    }

    private static TarEntry Describe(LowerFile found, TarKind kind, RawPath path) => new(kind, path)
    {
        Mode = found.Stat.Mode,
        Uid = found.Stat.Uid,
        Gid = found.Stat.Gid,
        Modified = found.Stat.Modified,
        Attributes = LayerAttributes.Read(found.Parent, found.Name),
    };
}
