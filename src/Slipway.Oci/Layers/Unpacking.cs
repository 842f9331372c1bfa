using Slipway.Linux.Files;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>Applies the entries of one layer in order and counts them.</summary>
internal sealed class Unpacking(TarReader reader, LayerTree tree, ILayerTarget target, ApplyOptions options)
{
    private readonly UnpackedContent _content = new();

    internal long Entries { get; private set; }

    internal long Whiteouts { get; private set; }

    internal long Dropped { get; private set; }

    internal long Content { get; private set; }

    internal void Take(TarEntry entry)
    {
        if (++Entries > options.MaxEntries)
            throw new SlipwayException(ErrorCode.Malformed, $"the layer has more than {options.MaxEntries} entries");
        var path = LayerPath.Of(entry.Path, options.MaxDepth);
        if (path.IsEmpty)
            TakeRoot(entry);
        else if (entry.Kind is TarKind.CharDevice or TarKind.BlockDevice || (options.Whiteouts && IsMetadata(path)))
            Dropped++;
        else if (options.Whiteouts && Whiteout.IsWhiteout(path.Name))
            TakeWhiteout(path);
        else
            Make(entry, path);
    }

    /// <summary>AUFS metadata anywhere in the path; a whiteout name is allowed only as the last component.</summary>
    private static bool IsMetadata(RawPath path)
    {
        if (path.Bytes.IndexOf(Whiteout.Prefix) < 0)
            return false;
        foreach (var range in path.Bytes.Split((byte)'/'))
        {
            var name = RawPath.Of(path.Bytes[range]);
            if (!Whiteout.IsWhiteout(name))
                continue;
            if (Whiteout.IsMetadata(name))
                return true;
            if (range.End.GetOffset(path.Length) < path.Length)
                throw new SlipwayException(
                    ErrorCode.Malformed, $"the layer has a file below the whiteout '{Excerpt.Of(path.ToString())}'");
        }
        return false;
    }

    private void TakeRoot(TarEntry entry)
    {
        if (entry.Kind != TarKind.Directory)
            throw new SlipwayException(ErrorCode.Malformed, "the layer's root is no directory");
        LayerTree.ReplaceAttributes(tree.Parents.Root, entry);
        tree.Describe(tree.Parents.Root, RawPath.Empty, entry);
    }

    private void TakeWhiteout(RawPath path)
    {
        Whiteouts++;
        if (path.Name == Whiteout.OpaqueMarker)
            target.HideContent(path.Parent);
        else
            target.Remove(path.Parent.Combine(Whiteout.Removed(path.Name)));
    }

    private void Make(TarEntry entry, RawPath path)
    {
        var name = path.Name;
        if (entry.Kind == TarKind.HardLink)
        {
            MakeLink(entry, path);
            return;
        }
        var parent = tree.Enter(path.Parent, target);
        switch (entry.Kind)
        {
            case TarKind.Directory:
                target.MakeDirectory(parent, path, isNamed: true);
                using (var directory = parent.OpenDirectory(name))
                {
                    LayerTree.ReplaceAttributes(directory, entry);
                    tree.Describe(directory, path, entry);
                }
                return;
            case TarKind.Symlink:
                if (entry.LinkTarget.IsEmpty)
                    throw new SlipwayException(
                        ErrorCode.Malformed,
                        $"the symbolic link '{Excerpt.Of(path.ToString())}' in the layer has no target");
                target.MakeRoom(parent, path);
                parent.MakeSymlink(name, entry.LinkTarget);
                parent.SetOwner(name, entry.Uid, entry.Gid);
                break;
            case TarKind.Fifo:
                target.MakeRoom(parent, path);
                parent.MakeNode(name, FileKind.Fifo, FileModes.OwnerReadWrite);
                parent.SetOwner(name, entry.Uid, entry.Gid);
                parent.SetMode(name, entry.Mode);
                break;
            default:
                MakeFile(entry, parent, path);
                return;
        }
        parent.SetTimes(name, entry.Modified);
    }

    private void MakeFile(TarEntry entry, DirectoryHandle parent, RawPath path)
    {
        if (entry.Size > options.MaxBytes - Content)
            throw new SlipwayException(
                ErrorCode.Malformed, $"the layer's files are larger than {options.MaxBytes} bytes");
        Content += entry.Size;
        target.MakeRoom(parent, path);
        using var file = parent.OpenFile(
            path.Name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, FileModes.OwnerReadWrite);
        _content.Write(file, reader, entry);
        file.SetMetadata(entry.Uid, entry.Gid, entry.Mode);
        if (entry.Attributes.Count > 0)
            LayerTree.SetAttributes(parent, path.Name, entry.Attributes);
        file.SetTimes(entry.Modified);
    }

    private void MakeLink(TarEntry entry, RawPath path)
    {
        var linked = LayerPath.Of(entry.LinkTarget, options.MaxDepth);
        if (linked == path || linked.IsEmpty || path.IsWithin(linked))
            throw new SlipwayException(
                ErrorCode.Malformed, $"the hard link '{Excerpt.Of(path.ToString())}' in the layer refers to itself");
        target.MakeRoom(tree.Enter(path.Parent, target), path);
        using var source = target.FindLinked(linked)?.Duplicate()
            ?? throw new SlipwayException(
                ErrorCode.Malformed, $"the hard link '{Excerpt.Of(path.ToString())}' in the layer refers to " +
                    $"'{Excerpt.Of(linked.ToString())}', which is no file");
        tree.Enter(path.Parent, target).MakeLink(path.Name, source, linked.Name);
    }
}
