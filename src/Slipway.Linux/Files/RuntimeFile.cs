namespace Slipway.Linux.Files;

/// <summary>
/// Files of run-time state: there whole or not at all after a crash of this process. They mean nothing after a reboot,
/// so they are not synced; what does is written by <see cref="DurableFile"/>.
/// </summary>
public static class RuntimeFile
{
    /// <param name="mode">The file's permission bits, whatever the umask.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, int mode = FileModes.AllRead) =>
        FileReplacement.Write(path, content, mode, sync: false);
}
