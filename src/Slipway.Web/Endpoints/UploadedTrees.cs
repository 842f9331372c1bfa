using Slipway.Oci.Layers;
using Slipway.Platform;

namespace Slipway.Web.Endpoints;

/// <summary>Where uploaded directories are unpacked while a request works with them. What a crash leaves is removed at the next start.</summary>
public sealed class UploadedTrees
{
    private readonly string _directory;

    public UploadedTrees(string directory)
    {
        _directory = directory;
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Stores the body first: an answer that streams cannot begin before its request is read.</summary>
    public async Task<UploadedTree> ReceiveAsync(Stream body, long longest, CancellationToken cancel)
    {
        var place = Directory.CreateDirectory(Path.Combine(_directory, Guid.NewGuid().ToString("n"))).FullName;
        var tree = new UploadedTree(place);
        try
        {
            await using var file = File.Create(tree.Archive);
            var buffer = new byte[1 << 16];
            for (int read; (read = await body.ReadAsync(buffer, cancel)) > 0;)
            {
                if (file.Length + read > longest)
                    throw new PlatformException(PlatformError.LimitReached, $"the upload is longer than {longest >> 20} MiB", "leave out what is not needed");
                await file.WriteAsync(buffer.AsMemory(0, read), cancel);
            }
            return tree;
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }
}

/// <summary>An uploaded tar archive, and the directory it is unpacked to.</summary>
public sealed class UploadedTree(string place) : IDisposable
{
    private static readonly ApplyOptions Bounds = new() { MostEntries = 200_000, MostBytes = 8L << 30, Deepest = 128, Whiteouts = false };

    public string Archive { get; } = Path.Combine(place, "archive");

    /// <exception cref="Oci.OciFormatException">It is no archive, or more than is allowed.</exception>
    public async Task<string> UnpackAsync(CancellationToken cancel)
    {
        var directory = Directory.CreateDirectory(Path.Combine(place, "tree")).FullName;
        await Task.Run(() =>
        {
            using var archive = File.OpenRead(Archive);
            LayerApply.ToTree(archive, directory, Bounds, cancel);
        }, cancel);
        return directory;
    }

    public void Dispose() => Directory.Delete(place, recursive: true);
}
