using Slipway.Linux.Mounts;
using Slipway.Linux.Namespaces;

namespace Slipway.Engine.Embedded.Roots;

/// <summary>
/// Bind-mounts directories and files of the host, which hold container ids, with an id map: volumes, sources, caches.
/// The result can be mounted into a container without further mapping (which runc 1.1 does not support).
/// </summary>
public sealed class MappedBind(MountIds ids)
{
    /// <param name="source">A directory or file; links in the path are followed, mounts below it are not
    /// included.</param>
    /// <param name="target">Created if missing.</param>
    /// <param name="range">Null keeps the ids on disk.</param>
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
