using Slipway.Linux.Files;
using Slipway.Platform;
using Slipway.Platform.Builds;

namespace Slipway.Web.Endpoints;

/// <summary>
/// Unpacks uploaded directories for the duration of a request. Leftovers of a crash are removed at the next start.
/// </summary>
public sealed class UploadedTrees
{
    private readonly string _directory;

    public UploadedTrees(string directory)
    {
        _directory = directory;
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
        Directory.CreateDirectory(directory, UnixFileModes.OwnerAll);
    }

    /// <summary>Stores the body first: a streamed response cannot begin before its request is read.</summary>
    public async Task<UploadedTree> ReceiveAsync(Stream body, long maxBytes, CancellationToken cancel)
    {
        var place = Directory.CreateDirectory(Path.Combine(_directory, Guid.NewGuid().ToString("n"))).FullName;
        var tree = new UploadedTree(place);
        try
        {
            await using var file = File.Create(tree.Archive);
            await Upload.CopyAsync(body, file, maxBytes, cancel);
            return tree;
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }
}

/// <summary>An uploaded tar archive, and the directory into which it is unpacked.</summary>
public sealed class UploadedTree(string place) : IDisposable
{
    public string Archive { get; } = Path.Combine(place, "archive");

    /// <summary>An empty directory for the unpacked archive.</summary>
    public string MakeDirectory() => Directory.CreateDirectory(Path.Combine(place, "tree")).FullName;

    /// <exception cref="SlipwayException">Invalid: it is no archive, or more than is allowed.</exception>
    public async Task<string> UnpackAsync(CancellationToken cancel)
    {
        var directory = MakeDirectory();
        await using var archive = File.OpenRead(Archive);
        await SourceArchive.UnpackAsync(archive, directory, cancel);
        return directory;
    }

    public void Dispose() => Directory.Delete(place, recursive: true);
}
