namespace Slipway.Linux.Files;

/// <summary>
/// Writes files of run-time state atomically. They are useless after a reboot, so they are not synced; use
/// <see cref="DurableFile"/> for others.
/// </summary>
public static class RuntimeFile
{
    /// <param name="mode">The file's permission bits, whatever the umask.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, int mode = FileModes.AllRead) =>
        FileReplacement.Write(path, content, mode, sync: false);
}
