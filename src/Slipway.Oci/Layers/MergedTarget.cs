using Slipway.Linux.Files;

namespace Slipway.Oci.Layers;

/// <summary>
/// A merged tree: it contains files of the lower tree, so those of this layer are tracked separately.
/// </summary>
internal sealed class MergedTarget(LayerTree tree) : ILayerTarget
{
    private readonly HashSet<RawPath> _made = [];

    public void MakeDirectory(DirectoryHandle parent, RawPath path, bool isNamed)
    {
        var existing = parent.Find(path.Name);
        if (existing is not { IsDirectory: true })
        {
            if (existing is not null && !isNamed && _made.Contains(path))
                throw new SlipwayException(
                    ErrorCode.Malformed,
                    $"the layer has files below '{Excerpt.Of(path.ToString())}', which it says is no directory");
            if (existing is not null)
                parent.RemoveFile(path.Name);
            parent.MakeDirectory(path.Name, FileModes.AllExecute);
            parent.SetMode(path.Name, FileModes.AllExecute);
        }
        _made.Add(path);
    }

    public void MakeRoom(DirectoryHandle parent, RawPath path)
    {
        tree.Remove(parent, path);
        _made.Add(path);
    }

    public void Remove(RawPath path)
    {
        if (tree.Parents.Find(path.Parent) is null)
            return;
        using var parent = tree.Parents.Of(path).Duplicate();
        RemoveLower(parent, path);
    }

    public void HideContent(RawPath directory)
    {
        using var handle = tree.Enter(directory, this).Duplicate();
        RemoveLowerContent(handle, directory);
    }

    public DirectoryHandle? FindLinked(RawPath target) =>
        tree.Parents.Find(target.Parent) is { } parent
            && parent.Find(target.Name) is { IsDirectory: false } ? parent : null;

    private void RemoveLower(DirectoryHandle parent, RawPath path)
    {
        if (!_made.Contains(path))
        {
            tree.Remove(parent, path);
            return;
        }
        using var directory = parent.FindDirectory(path.Name);
        if (directory is not null)
            RemoveLowerContent(directory, path);
    }

    private void RemoveLowerContent(DirectoryHandle directory, RawPath path)
    {
        foreach (var name in directory.List())
            RemoveLower(directory, path.Combine(name));
    }
}
