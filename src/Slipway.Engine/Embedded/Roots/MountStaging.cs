using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Mounts;

namespace Slipway.Engine.Embedded.Roots;

/// <summary>
/// Temporary id-mapped mounts of the directories of an overlay. The overlay clones them, so they are removed right
/// after mounting. Kernel 6.1 accepts only attached mounts as layers.
/// </summary>
internal sealed class MountStaging : IDisposable
{
    private readonly string _path;
    private int _shown;

    internal MountStaging(string parent)
    {
        _path = Path.Combine(parent, Guid.NewGuid().ToString("n"));
        Directory.CreateDirectory(_path);
    }

    /// <summary>
    /// Removes staging mounts of a process that was killed while mounting. Only empty directories are deleted: a mount
    /// may show a gear's files.
    /// </summary>
    internal static void ClearAll(string parent)
    {
        Mount.UnmountAll(parent);
        foreach (var directory in Directory.EnumerateDirectories(parent).ToList())
        {
            foreach (var shown in Directory.EnumerateDirectories(directory).ToList())
                Directory.Delete(shown);
            Directory.Delete(directory);
        }
    }

    /// <summary>A descriptor of the directory with its ids mapped, or of the directory itself without a map.</summary>
    internal SafeFileHandle Show(string directory, SafeFileHandle? map, MountFlags flags)
    {
        if (map is null)
            return FileSystem.OpenPath(directory);
        var target = Path.Combine(_path, $"{_shown++}");
        Directory.CreateDirectory(target);
        using var clone = DetachedMount.Clone(directory).MapIds(map).Restrict(flags);
        clone.Attach(target);
        return FileSystem.OpenPath(target);
    }

    public void Dispose()
    {
        for (var shown = 0; shown < _shown; shown++)
            Mount.Unmount(Path.Combine(_path, $"{shown}"), detach: true);
        Directory.Delete(_path, recursive: true);
    }
}
