using Slipway.Linux.Mounts;
using Slipway.Linux.Processes;

namespace Slipway.Engine.Embedded.Limits;

/// <summary>A disk of limited size: a sparse file with an ext4 file system, mounted through a loop device.</summary>
internal static class DiskImage
{
    /// <summary>ext4 needs some space for itself.</summary>
    private const long MinBytes = 4 << 20;

    /// <param name="journal">False for data that need not survive a power loss: faster, with fewer writes.</param>
    /// <exception cref="SlipwayException">The disk is full, or the tools are missing.</exception>
    public static async Task CreateAsync(string file, long size, bool journal, CancellationToken cancel)
    {
        var temporary = file + ".new";
        using (var created = new FileStream(temporary, FileMode.Create))
            created.SetLength(Math.Max(size, MinBytes));
        string[] features = journal ? [] : ["-O", "^has_journal"];
        var made = await Tool.RunAsync(
            ["mkfs.ext4", "-q", "-F", "-m", "0", "-E", "nodiscard", .. features, temporary], null, cancel);
        if (!made.Succeeded)
            throw new SlipwayException(ErrorCode.EngineExhausted,
                $"a disk of {size} bytes cannot be made: {made.Errors.Trim()}", "check the free disk space");
        File.Move(temporary, file);
    }

    /// <summary>Mounts the disk; does nothing when it is mounted.</summary>
    public static async Task MountAsync(string file, string target, CancellationToken cancel)
    {
        Directory.CreateDirectory(target);
        if (IsMounted(target))
            return;
        var mounted = await Tool.RunAsync(
            ["mount", "-t", "ext4", "-o", "loop,nosuid,nodev", file, target], null, cancel);
        if (!mounted.Succeeded)
            throw new SlipwayException(
                ErrorCode.EngineUnsupported, $"a disk image cannot be mounted: {mounted.Errors.Trim()}",
                "check that the kernel has loop devices");
    }

    /// <summary>The loop device is removed with its mount.</summary>
    public static void Unmount(string target) => Mount.Unmount(target, detach: true);

    private static bool IsMounted(string target) => MountTable.Read().Entries.Any(entry => entry.Target == target);
}
