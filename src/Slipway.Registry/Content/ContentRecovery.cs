using Slipway.Oci;

namespace Slipway.Registry.Content;

/// <summary>
/// The result of recovery at startup: given the order of writes (file, then record) and removals (record, then file), a
/// crash leaves only these.
/// </summary>
/// <param name="UnfinishedWrites">Deleted temporary files.</param>
/// <param name="Trashed">Files without record, moved to the trash.</param>
/// <param name="Restored">Recorded blobs whose file was in the trash.</param>
/// <param name="Missing">Recorded blobs whose file is missing or has a wrong length: lost by the disk. Pushing or
/// building them again repairs them.</param>
public sealed record ContentRecovered(
    int UnfinishedWrites, int Trashed, IReadOnlyList<Digest> Restored, IReadOnlyList<Digest> Missing);

internal sealed class ContentRecovery(ContentDirectory files, IContentIndex index, TimeProvider clock)
{
    private const int Page = 5000;

    public async Task<ContentRecovered> RunAsync(CancellationToken cancel)
    {
        var unfinished = files.Uploads().ToList();
        unfinished.ForEach(File.Delete);
        var recorded = await ReadRecordsAsync(cancel);
        var trashed = 0;
        foreach (var (path, digest) in files.Files().ToList())
        {
            if (digest is { } known && recorded.TryGetValue(known, out var size) && new FileInfo(path).Length == size)
            {
                recorded.Remove(known);
                continue;
            }
            files.MoveToTrash(path, clock.GetUtcNow());
            trashed++;
        }
        var restored = recorded.Keys.Where(digest => TryRestore(digest, recorded[digest])).Order().ToList();
        return new ContentRecovered(unfinished.Count, trashed, restored, [.. recorded.Keys.Except(restored).Order()]);
    }

    private bool TryRestore(Digest digest, long size)
    {
        if (!files.Restore(digest))
            return false;
        if (new FileInfo(files.PathOf(digest)).Length == size)
            return true;
        files.MoveToTrash(files.PathOf(digest), clock.GetUtcNow());
        return false;
    }

    private async Task<Dictionary<Digest, long>> ReadRecordsAsync(CancellationToken cancel)
    {
        var recorded = new Dictionary<Digest, long>();
        for (Digest? after = null; ;)
        {
            var page = await index.ListBlobsAsync(after, Page, cancel);
            foreach (var blob in page)
                recorded.Add(blob.Digest, blob.Size);
            if (page.Count < Page)
                return recorded;
            after = page[^1].Digest;
        }
    }
}
