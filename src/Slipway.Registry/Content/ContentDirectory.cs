using System.Globalization;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Registry.Content;

/// <summary>
/// The store's files: blobs <c>sha256/ab/abcd…</c>, unfinished ones in <c>uploads/</c>, removed ones in <c>trash/</c>
/// with the time of removal.
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
                directory, UnixFileModes.OwnerAll);
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

    /// <summary>
    /// All files in the blob directories; the digest is null if name or path are not those of a blob.
    /// </summary>
    public IEnumerable<(string Path, Digest? Digest)> Files() =>
        from shard in Shards
        from path in Directory.EnumerateFiles(shard)
        let name = Path.GetFileName(path)
        let valid = Digest.TryParse($"sha256:{name}", out _)
            && name.StartsWith(Path.GetFileName(shard), StringComparison.Ordinal)
        select (path, valid ? Digest.Parse($"sha256:{name}") : (Digest?)null);

    /// <summary>Moves an uploaded, already synced file to its path, durably.</summary>
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
            // An earlier removal crashed half-way.
        }
    }

    /// <summary>Restores a removed blob. False when it is not in the trash.</summary>
    public bool Restore(Digest digest)
    {
        if (Directory.EnumerateFiles(_trash, $"*-{digest.Hex}").FirstOrDefault() is not { } removed)
            return false;
        Admit(removed, digest);
        return true;
    }

    /// <summary>Deletes blobs that were removed before this time.</summary>
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
