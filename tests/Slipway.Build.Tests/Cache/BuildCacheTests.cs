using Slipway.Build.Cache;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Registry.Content;
using Slipway.Testing;
using Slipway.Testing.Stores;

namespace Slipway.Build.Tests.Cache;

public sealed class BuildCacheTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ContentStore _content;
    private readonly InMemoryCacheIndex _index = new();

    public BuildCacheTests() =>
        _content = new ContentStore(_directory.Path, new InMemoryContentIndex(), TimeProvider.System);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_kept_layer_survives_the_garbage_collection_until_it_is_forgotten()
    {
        var cache = new BuildCache(_index, _content, TimeProvider.System) { MaxEntries = 1 };
        var first = await KeepAsync(cache, "first");
        await _content.CollectAsync(default);
        (await FindAsync(cache, "first")).ShouldNotBeNull();

        await KeepAsync(cache, "second");
        (await cache.TrimAsync(default)).ShouldBe(1);
        await _content.CollectAsync(default);
        _content.SizeOf(first).ShouldBeNull();
        (await FindAsync(cache, "first")).ShouldBeNull();
        (await FindAsync(cache, "second")).ShouldNotBeNull();
        (await _content.ListPinsAsync("build-cache/", default)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_entry_whose_blob_is_gone_is_none()
    {
        var cache = new BuildCache(_index, _content, TimeProvider.System);
        var digest = await KeepAsync(cache, "one");
        await _content.UnpinAsync((await _content.ListPinsAsync("build-cache/", default)).Single().Name, default);
        await _content.CollectAsync(default);
        _content.SizeOf(digest).ShouldBeNull();
        (await FindAsync(cache, "one")).ShouldBeNull();
    }

    private static Digest KeyOf(string name) => Digest.OfBytes(System.Text.Encoding.UTF8.GetBytes("key of " + name));

    private async Task<Digest> KeepAsync(BuildCache cache, string name)
    {
        var lease = await _content.LeaseAsync("test", TimeSpan.FromMinutes(5), default);
        var blob = await _content.PutAsync(System.Text.Encoding.UTF8.GetBytes(name), MediaTypes.Layer, lease, default);
        await cache.KeepAsync(KeyOf(name), new CacheEntry { Layer = new Layer(blob, blob.Digest) }, default);
        await _content.ReleaseAsync(lease, default);
        return blob.Digest;
    }

    private async Task<CacheEntry?> FindAsync(BuildCache cache, string name)
    {
        var lease = await _content.LeaseAsync("test", TimeSpan.FromMinutes(5), default);
        var found = await cache.FindAsync(KeyOf(name), lease, default);
        await _content.ReleaseAsync(lease, default);
        return found;
    }
}
