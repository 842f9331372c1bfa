using Slipway.Linux.Files;

namespace Slipway.Oci.Layers;

/// <summary>The unpacked layers below one that is being unpacked, merged as overlayfs would, without a mount.</summary>
internal sealed class LowerLayers : IDisposable
{
    private readonly List<DirectoryHandle> _topFirst = [];

    internal LowerLayers(IReadOnlyList<string> fromBase)
    {
        try
        {
            _topFirst.AddRange(fromBase.Reverse().Select(DirectoryHandle.Open));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal bool IsEmpty => _topFirst.Count == 0;

    /// <summary>What the merged layers have at a path, or null.</summary>
    internal LowerFile? Find(RawPath path)
    {
        foreach (var layer in _topFirst)
        {
            var (found, isFinal) = FindIn(layer, path);
            if (found is not null || isFinal)
                return found;
        }
        return null;
    }

    public void Dispose() => _topFirst.ForEach(layer => layer.Dispose());

    /// <summary>Looks into one layer; final when it hides what the layers below it have.</summary>
    private static (LowerFile? Found, bool IsFinal) FindIn(DirectoryHandle layer, RawPath path)
    {
        var current = layer.Duplicate();
        try
        {
            var hides = false;
            foreach (var range in path.Bytes.Split((byte)'/'))
            {
                var name = RawPath.Of(path.Bytes[range]);
                if (current.Find(name) is not { } stat)
                    return (null, hides);
                if (stat.IsWhiteout)
                    return (null, true);
                if (range.End.GetOffset(path.Length) == path.Length)
                    return (new LowerFile(current.Duplicate(), name, stat), true);
                if (!stat.IsDirectory)
                    return (null, true);
                hides |= LayerAttributes.IsOpaque(current, name);
                var next = current.OpenDirectory(name);
                current.Dispose();
                current = next;
            }
            return (null, hides);
        }
        finally
        {
            current.Dispose();
        }
    }
}

/// <summary>A file of a lower layer: the directory it is in, its name there, and what it is.</summary>
internal sealed record LowerFile(DirectoryHandle Parent, RawPath Name, FileStat Stat) : IDisposable
{
    public void Dispose() => Parent.Dispose();
}
