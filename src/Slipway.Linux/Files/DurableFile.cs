using System.Text;

namespace Slipway.Linux.Files;

/// <summary>
/// Writes files that are complete or absent after a crash: temporary file in the same directory, fsync, rename, fsync
/// of the directory. A crash may leave files with the suffix <see cref="TemporarySuffix"/>; see
/// <see cref="RemoveLeftovers"/>.
/// </summary>
public static class DurableFile
{
    public const string TemporarySuffix = ".slipway-tmp";

    /// <param name="mode">The file's permission bits, whatever the umask.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, int mode = FileModes.AllRead) =>
        FileReplacement.Write(path, content, mode, sync: true);

    /// <summary>
    /// Renames a synced file or directory and makes the new name durable. An existing target is replaced.
    /// </summary>
    public static void Rename(string from, string to, RenameMode mode = RenameMode.Replace)
    {
        using var source = DirectoryHandle.Open(Path.GetDirectoryName(Path.GetFullPath(from))!);
        using var target = DirectoryHandle.Open(Path.GetDirectoryName(Path.GetFullPath(to))!);
        source.Rename(RawPath.Of(Path.GetFileName(from)), target, RawPath.Of(Path.GetFileName(to)), mode);
        target.Sync();
        if (!source.Stat().IsSameFile(target.Stat()))
            source.Sync();
    }

    /// <summary>fsync of a directory: makes entries durable that were created, renamed or removed.</summary>
    public static void SyncDirectory(string path)
    {
        using var directory = DirectoryHandle.Open(path);
        directory.Sync();
    }

    /// <summary>Removes temporary files of crashed writers from a directory; call it before the first write.</summary>
    public static int RemoveLeftovers(string directory)
    {
        using var handle = DirectoryHandle.Open(directory);
        var left = handle.List().Where(name => name.Bytes.EndsWith(Encoding.ASCII.GetBytes(TemporarySuffix))).ToList();
        foreach (var name in left)
            handle.RemoveFile(name);
        return left.Count;
    }
}
