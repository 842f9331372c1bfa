using System.Security.Cryptography;

namespace Slipway.Linux.Files;

/// <summary>
/// Replaces a file atomically: writes a temporary file and renames it. Readers see the old or the new content, never a
/// part.
/// </summary>
internal static class FileReplacement
{

    public static void Write(string path, ReadOnlySpan<byte> content, int mode, bool sync)
    {
        using var directory = DirectoryHandle.Open(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var temporary = RawPath.Of(
            $".{RandomNumberGenerator.GetHexString(16, lowercase: true)}{DurableFile.TemporarySuffix}");
        try
        {
            using (var file = directory.OpenFile(
                temporary, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, FileModes.OwnerReadWrite))
            {
                file.WriteAll(content);
                directory.SetMode(temporary, mode);
                if (sync)
                    file.Sync();
            }
            directory.Rename(temporary, directory, RawPath.Of(Path.GetFileName(path)));
        }
        catch
        {
            directory.RemoveTree(temporary);
            throw;
        }
        if (sync)
            directory.Sync();
    }
}
