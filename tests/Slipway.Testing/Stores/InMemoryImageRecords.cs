using Slipway.Factory.Records;
using Slipway.Oci;

namespace Slipway.Testing.Stores;

/// <summary>Records in memory.</summary>
public sealed class InMemoryImageRecords : IImageRecords
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, ImageRecord> _records = new(StringComparer.Ordinal);

    public Task AddAsync(ImageRecord record, CancellationToken cancel)
    {
        lock (_lock)
            _records[record.Id] = record;
        return Task.CompletedTask;
    }

    public async Task<ImageRecord?> FindAsync(string tree, string image, Digest identity, CancellationToken cancel) =>
        (await ListAsync(new ImageQuery { Tree = tree, Image = image }, cancel))
            .FirstOrDefault(record => record.Identity == identity);

    public Task<IReadOnlyList<ImageRecord>> ListAsync(ImageQuery query, CancellationToken cancel)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<ImageRecord>>(
            [
                .. _records.Values.Reverse()
                    .Where(record =>
                        (query.Tree ?? record.Tree) == record.Tree && (query.Image ?? record.Image) == record.Image)
                    .Where(record => query.Change is null || record.Change?.Number == query.Change)
                    .Where(record => query.Digest is null || record.Digest == query.Digest)
                    .Take(query.Limit),
            ]);
        }
    }

    public Task<bool> PinAsync(string id, bool pinned, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (!_records.TryGetValue(id, out var record))
                return Task.FromResult(false);
            _records[id] = record with { IsPinned = pinned };
            return Task.FromResult(true);
        }
    }

    public Task RemoveAsync(string id, CancellationToken cancel)
    {
        lock (_lock)
            _records.Remove(id);
        return Task.CompletedTask;
    }
}
