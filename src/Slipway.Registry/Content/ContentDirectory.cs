using System.Globalization;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Registry.Content;

/// <summary>
/// Where the files are: <c>sha256/ab/abcd…</c> blobs, <c>uploads/</c> unfinished ones, <c>trash/</c> removed ones with
/// the time of removal.
/// </summary>
internal sealed class ContentDirectory
{
    private readonly string _blobs;
    private readonly string _uploads;
    private readonly string _trash;

    public ContentDirectory(string root)
    {
        _blobs = Path.Combine(root, "sha256");
        _uploads = Path.Combine(root, "uploads");
        _trash = Path.Combine(root, "trash");
        var made = Directory.Exists(Shards.Last());
        foreach (var directory in new[] { _uploads, _trash }.Concat(made ? [] : Shards))
            Directory.CreateDirectory(
                directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (made)
            return;
        DurableFile.SyncDirectory(_blobs);
        DurableFile.SyncDirectory(root);
    }

    private IEnumerable<string> Shards =>
        Enumerable.Range(0, 256).Select(i => Path.Combine(_blobs, i.ToString("x2", CultureInfo.InvariantCulture)));

    public string PathOf(Digest digest) => Path.Combine(_blobs, digest.Hex[..2], digest.Hex);

    public string NewUpload() => Path.Combine(_uploads, Guid.NewGuid().ToString("n"));

    public IEnumerable<string> Uploads() => Directory.EnumerateFiles(_uploads);

    /// <summary>All files among the blobs; the digest is null for one whose name or place is not a blob's.</summary>
    public IEnumerable<(string Path, Digest? Digest)> Files() =>
        from shard in Shards
        from path in Directory.EnumerateFiles(shard)
        let name = Path.GetFileName(path)
        let valid = Digest.TryParse($"sha256:{name}", out _)
            && name.StartsWith(Path.GetFileName(shard), StringComparison.Ordinal)
        select (path, valid ? Digest.Parse($"sha256:{name}") : (Digest?)null);

    /// <summary>Puts an uploaded file in its place, durably. The file itself is on the disk already.</summary>
    public void Admit(string upload, Digest digest)
    {
        var path = PathOf(digest);
        File.Move(upload, path, overwrite: true);
        DurableFile.SyncDirectory(Path.GetDirectoryName(path)!);
    }

    public void MoveToTrash(string path, DateTimeOffset now)
    {
        try
        {
            File.Move(
                path, Path.Combine(_trash, $"{now.ToUnixTimeSeconds()}-{Path.GetFileName(path)}"), overwrite: true);
        }
        catch (FileNotFoundException)
        {
            // A crash came between the two halves of an earlier removal.
        }
    }

    /// <summary>Brings a removed blob back. False when the trash does not have it.</summary>
    public bool Restore(Digest digest)
    {
        if (Directory.EnumerateFiles(_trash, $"*-{digest.Hex}").FirstOrDefault() is not { } removed)
            return false;
        Admit(removed, digest);
        return true;
    }

    /// <summary>Deletes what was removed before this time.</summary>
    public int EmptyTrash(DateTimeOffset before)
    {
        var old = Directory.EnumerateFiles(_trash).Where(path => RemovedAt(path) < before.ToUnixTimeSeconds()).ToList();
        old.ForEach(File.Delete);
        return old.Count;
    }

    private static long RemovedAt(string path) =>
        long.TryParse(Path.GetFileName(path).Split('-')[0], CultureInfo.InvariantCulture, out var seconds)
            ? seconds : 0;
}
