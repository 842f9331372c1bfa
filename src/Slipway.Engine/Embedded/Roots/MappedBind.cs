using Slipway.Linux.Mounts;
using Slipway.Linux.Namespaces;

namespace Slipway.Engine.Embedded.Roots;

/// <summary>
/// Shows directories and files of the host, whose ids on disk are container ids, to a range: volumes, sources, caches.
/// Binding the result into a container needs no further mapping (runc 1.1 knows none).
/// </summary>
public sealed class MappedBind(MountIds ids)
{
    /// <param name="source">A directory or file; links in the path are followed, what is mounted below is
    /// not shown.</param>
    /// <param name="target">Made if it is missing.</param>
    /// <param name="range">Null shows ids as they are on disk.</param>
    public async Task AttachAsync(
        string source, string target, IdRange? range, MountFlags flags, CancellationToken cancel)
    {
        var map = range is { } known ? await ids.ForAsync(known, cancel) : null;
        if (Directory.Exists(source))
            Directory.CreateDirectory(target);
        else
            await File.WriteAllBytesAsync(target, [], cancel);
        using var clone = DetachedMount.Clone(source);
        if (map is not null)
            clone.MapIds(map);
        clone.Restrict(flags | MountFlags.NoDevices | MountFlags.NoSetUid).Attach(target);
    }
}
