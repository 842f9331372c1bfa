using Dapper;
using Slipway.Build.Cache;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Storage.Sqlite;

/// <summary>The build cache's index in the database.</summary>
public sealed class SqliteCacheIndex(SqliteDatabase database) : ICacheIndex
{
    public Task<CacheEntry?> FindAsync(Digest key, DateTimeOffset now, CancellationToken cancel) =>
        database.WriteAsync(
            connection => connection.QuerySingleOrDefault<Row>(
                """
                UPDATE build_cache SET used = @now WHERE key = @key
                RETURNING layer_type AS LayerType, layer_digest AS LayerDigest, layer_size AS LayerSize, layer_diff AS LayerDiff, image AS Image
                """,
                new { key = key.ToString(), now = now.ToUnixTimeMilliseconds() })?.Entry,
            cancel);

    public Task PutAsync(Digest key, CacheEntry entry, DateTimeOffset now, CancellationToken cancel) =>
        database.WriteAsync(
            connection => connection.Execute(
                """
                INSERT OR REPLACE INTO build_cache (key, layer_type, layer_digest, layer_size, layer_diff, image, used)
                VALUES (@key, @type, @digest, @size, @diff, @image, @now)
                """,
                new
                {
                    key = key.ToString(),
                    type = entry.Layer?.Blob.MediaType,
                    digest = entry.Layer?.Blob.Digest.ToString(),
                    size = entry.Layer?.Blob.Size,
                    diff = entry.Layer?.DiffId.ToString(),
                    image = entry.Image?.ToString(),
                    now = now.ToUnixTimeMilliseconds(),
                }),
            cancel);

    public Task RemoveAsync(Digest key, CancellationToken cancel) =>
        database.WriteAsync(connection =>
            connection.Execute("DELETE FROM build_cache WHERE key = @key", new { key = key.ToString() }), cancel);

    public Task<IReadOnlyList<Digest>> ListUnusedAsync(DateTimeOffset before, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<Digest>>(
            connection => [.. connection.Query<string>(
                "SELECT key FROM build_cache WHERE used < @before ORDER BY used",
                new { before = before.ToUnixTimeMilliseconds() }).Select(Digest.Parse)],
            cancel);

    public Task<IReadOnlyList<Digest>> ListBeyondAsync(int entries, long bytes, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<Digest>>(
            connection =>
            [
                .. connection.Query<string>(
                    """
                    SELECT key FROM (
                      SELECT key, ROW_NUMBER() OVER newest AS number, SUM(COALESCE(layer_size, 0)) OVER newest AS size
                      FROM build_cache WINDOW newest AS (ORDER BY used DESC, key))
                    WHERE number > @entries OR size > @bytes
                    """,
                    new { entries, bytes }).Select(Digest.Parse),
            ],
            cancel);

    private sealed class Row
    {
        public string? LayerType { get; init; }

        public string? LayerDigest { get; init; }

        public long? LayerSize { get; init; }

        public string? LayerDiff { get; init; }

        public string? Image { get; init; }

        public CacheEntry Entry => new()
        {
            Layer = LayerType is null ? null : new Layer(
                new Descriptor(LayerType, Digest.Parse(LayerDigest!), LayerSize!.Value), Digest.Parse(LayerDiff!)),
            Image = Image is null ? null : Digest.Parse(Image),
        };
    }
}
