using Slipway.Linux.Files;

namespace Slipway.Oci.Layers;

/// <summary>The unpacked layers below the one being unpacked, merged like overlayfs, without a mount.</summary>
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

    /// <summary>The entry of the merged layers at a path, or null.</summary>
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

    /// <summary>Looks into one layer; the result is final if it hides the layers below.</summary>
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

/// <summary>A file of a lower layer: its directory, its name there, and its metadata.</summary>
internal sealed record LowerFile(DirectoryHandle Parent, RawPath Name, FileStat Stat) : IDisposable
{
    public void Dispose() => Parent.Dispose();
}
