using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Build.Cache;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Storage.Sqlite;
using Slipway.Testing;
using Slipway.Testing.Stores;

namespace Slipway.Storage.Tests.Sqlite;

/// <summary>The same laws for both memories of the build cache.</summary>
public class SqliteCacheIndexTests
{
    private static readonly ILogger<SqliteDatabase> Log = NullLogger<SqliteDatabase>.Instance;
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Digest Key = Digest.OfBytes("key"u8);
    private static readonly Layer Layer =
        new(new Descriptor(MediaTypes.Layer, Digest.OfBytes("blob"u8), 4), Digest.OfBytes("diff"u8));

    private static async Task OnBothAsync(Func<ICacheIndex, Task> law)
    {
        using var directory = new TemporaryDirectory();
        await using var database = SqliteDatabase.Open(directory.File("slipway.db"), Log);
        await law(new SqliteCacheIndex(database));
        await law(new InMemoryCacheIndex());
    }

    [Fact]
    public Task What_was_put_is_found() => OnBothAsync(async index =>
    {
        (await index.FindAsync(Key, Noon, default)).ShouldBeNull();
        CacheEntry[] entries = [new() { Layer = Layer }, new() { Image = Layer.DiffId }, new()];
        foreach (var entry in entries)
        {
            await index.PutAsync(Key, entry, Noon, default);
            (await index.FindAsync(Key, Noon, default)).ShouldBe(entry);
        }
        await index.RemoveAsync(Key, default);
        (await index.FindAsync(Key, Noon, default)).ShouldBeNull();
    });

    [Fact]
    public Task Finding_an_entry_is_using_it() => OnBothAsync(async index =>
    {
        await index.PutAsync(Key, new CacheEntry(), Noon, default);
        (await index.ListUnusedAsync(Noon.AddHours(1), default)).ShouldBe([Key]);
        await index.FindAsync(Key, Noon.AddHours(2), default);
        (await index.ListUnusedAsync(Noon.AddHours(1), default)).ShouldBeEmpty();
    });

    [Fact]
    public Task What_is_beyond_the_bounds_is_the_least_recently_used() => OnBothAsync(async index =>
    {
        var keys = Enumerable.Range(0, 4).Select(i => Digest.OfBytes([(byte)i])).ToList();
        foreach (var (i, key) in keys.Index())
            await index.PutAsync(key, new CacheEntry { Layer = Layer }, Noon.AddMinutes(i), default);
        (await index.ListBeyondAsync(4, 16, default)).ShouldBeEmpty();
        (await index.ListBeyondAsync(3, 16, default)).ShouldBe([keys[0]]);
        (await index.ListBeyondAsync(4, 11, default)).ShouldBe([keys[0], keys[1]], ignoreOrder: true);
    });
}
