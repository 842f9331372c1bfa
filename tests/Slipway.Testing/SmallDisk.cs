using Slipway.Linux.Processes;

namespace Slipway.Testing;

/// <summary>
/// An ext4 file system of a few megabytes, mounted at a directory that it makes; it goes with the test.
/// </summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _image;

    private SmallDisk(string path) => (Path, _image) = (path, path + ".img");

    public string Path { get; }

    /// <param name="path">An absolute path where nothing is.</param>
    /// <param name="size">Bytes.</param>
    public static async Task<SmallDisk> MountAsync(string path, long size)
    {
        var disk = new SmallDisk(path);
        await using (var image = File.Create(disk._image))
            image.SetLength(size);
        Directory.CreateDirectory(path);
        (await Tool.RunAsync(["mkfs.ext4", "-q", "-F", "-m", "0", disk._image])).OrThrow();
        (await Tool.RunAsync(["mount", "-o", "loop", disk._image, path])).OrThrow();
        Directory.Delete(System.IO.Path.Combine(path, "lost+found"));
        return disk;
    }

    /// <summary>Leaves no room; the file is removed to make some again.</summary>
    /// <returns>The file.</returns>
    public string Fill()
    {
        var filler = System.IO.Path.Combine(Path, "filler");
        using var file = File.OpenHandle(filler, FileMode.CreateNew, FileAccess.Write);
        var (block, written) = (new byte[64 << 10], 0L);
        for (var length = block.Length; length >= 1024;)
        {
            try
            {
                RandomAccess.Write(file, block.AsSpan(0, length), written);
                written += length;
            }
            catch (IOException)
            {
                length /= 2;
            }
        }
        return filler;
    }

    public async ValueTask DisposeAsync()
    {
        await Tool.RunAsync(["umount", "--lazy", Path]);
        File.Delete(_image);
    }
}
