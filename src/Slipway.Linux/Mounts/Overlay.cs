using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Mounts;

/// <summary>
/// Mounts an overlayfs of directories given by descriptors, so that long paths, colons and commas in them do not
/// matter. Features whose defaults differ between kernels, and which leave marks in the upper directory, are disabled.
/// </summary>
public static class Overlay
{
    /// <summary>mount(2) copies one page of options, including the final NUL.</summary>
    private const int MaxOptionsLength = 4095;

    private const string Features = "redirect_dir=off,metacopy=off,index=off,xino=off";

    /// <param name="name">The source shown in the mount table.</param>
    /// <param name="layers">The directory that contains the lower directories.</param>
    /// <param name="lower">Names below <paramref name="layers"/>, the topmost first; at least one, two without
    /// <paramref name="writable"/>.</param>
    /// <param name="writable">A directory with <c>upper</c> and <c>work</c>; null mounts read-only.</param>
    /// <exception cref="LinuxException">The kernel refused; <see cref="Errno.NameTooLong"/> when there are too many
    /// layers for one call.</exception>
    public static void Attach(
        string name, SafeFileHandle layers, IEnumerable<string> lower, SafeFileHandle? writable,
        string target, MountFlags flags)
    {
        var options = Options(Path(layers), lower, writable is null ? null : Path(writable));
        if (options.Length > MaxOptionsLength)
            throw new LinuxException("mount overlay", target, Errno.NameTooLong);
        LinuxException.Check(MountCalls.Mount(name, target, "overlay", (ulong)flags, options), "mount overlay", target);
        GC.KeepAlive(layers);
        GC.KeepAlive(writable);
    }

    private static string Options(string layers, IEnumerable<string> lower, string? writable)
    {
        var below = $"{Features},lowerdir={string.Join(':', lower.Select(name => $"{layers}/{name}"))}";
        return writable is null ? below : $"{below},upperdir={writable}/upper,workdir={writable}/work";
    }

    private static string Path(SafeFileHandle directory) => $"/proc/self/fd/{(int)directory.DangerousGetHandle()}";
}
