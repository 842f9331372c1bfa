using System.Security.Cryptography;
using System.Text;
using Slipway.Oci;
using Slipway.Registry.Content;
using Slipway.Testing;
using Slipway.Testing.Stores;

namespace Slipway.Registry.Tests.Content;

public sealed class ContentStoreTests : IDisposable
{
    private static readonly byte[] Hello = Encoding.UTF8.GetBytes("hello");
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualClock _clock = new();
    private readonly InMemoryContentIndex _index = new();
    private readonly ContentStore _store;
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    public ContentStoreTests() => _store = new ContentStore(_directory.Path, _index, _clock);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((1 << 20) - 1)]
    [InlineData(1 << 20)]
    [InlineData((3 << 20) + 17)]
    public async Task What_is_written_in_pieces_is_read_back_under_its_digest(int length)
    {
        var bytes = RandomNumberGenerator.GetBytes(length);
        var lease = await _store.LeaseAsync("test", TimeSpan.FromHours(1), _cancel);
        await using var writer = _store.BeginWrite(lease);
        for (var at = 0; at < length;)
        {
            var count = Math.Min(length - at, RandomNumberGenerator.GetInt32(1, 700_000));
            if (count % 2 == 0)
                writer.Write(bytes, at, count);
            else
                await writer.WriteAsync(bytes.AsMemory(at, count), _cancel);
            at += count;
        }
        writer.Length.ShouldBe(length);
        var digest = await writer.CommitAsync(null, _cancel);
        digest.ShouldBe(Digest.OfBytes(bytes));
        _store.SizeOf(digest).ShouldBe(length);
        (await _store.ReadAsync(digest, 1 << 30, _cancel)).ShouldBe(bytes);
        (await _store.RecoverAsync(_cancel)).ShouldBe(new ContentRecovered(0, 0, [], []), new RecoveredComparer());
    }

    [Fact]
    public async Task Content_with_another_digest_than_expected_is_not_stored_and_leaves_no_file()
    {
        var lease = await _store.LeaseAsync("test", TimeSpan.FromHours(1), _cancel);
        await using var writer = _store.BeginWrite(lease);
        writer.Write(Hello);
        await Refusal.OfAsync(ErrorCode.DigestMismatch, () => writer.CommitAsync(Digest.OfBytes("other"u8), _cancel));
        _store.SizeOf(Digest.OfBytes(Hello)).ShouldBeNull();
        Directory.EnumerateFiles(_directory.Path, "*", SearchOption.AllDirectories).ShouldBeEmpty();
        Should.Throw<ObjectDisposedException>(() => writer.Write(Hello));
    }

    [Fact]
    public async Task A_writer_that_is_disposed_before_its_commit_leaves_no_file()
    {
        var lease = await _store.LeaseAsync("test", TimeSpan.FromHours(1), _cancel);
        await using (var writer = _store.BeginWrite(lease))
            writer.Write(new byte[3 << 20]);
        Directory.EnumerateFiles(_directory.Path, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_write_whose_lease_has_ended_fails_and_is_not_visible_as_stored()
    {
        var lease = await _store.LeaseAsync("test", TimeSpan.FromMinutes(1), _cancel);
        await using var writer = _store.BeginWrite(lease);
        writer.Write(Hello);
        _clock.Advance(TimeSpan.FromMinutes(2));
        await _store.CollectAsync(_cancel);
        await Refusal.OfAsync(ErrorCode.LeaseEnded, () => writer.CommitAsync(null, _cancel));
        (await _store.RecoverAsync(_cancel)).Trashed.ShouldBe(1);
        _store.SizeOf(Digest.OfBytes(Hello)).ShouldBeNull();
    }

    [Fact]
    public async Task Unheld_blobs_go_to_the_trash_and_from_there_after_the_delay()
    {
        var (digest, lease) = await PutAsync(Hello);
        (await _store.CollectAsync(_cancel)).ShouldBe(new ContentCollected(0, 0));
        await _store.ReleaseAsync(lease, _cancel);
        (await _store.CollectAsync(_cancel)).ShouldBe(new ContentCollected(1, 0));
        _store.SizeOf(digest).ShouldBeNull();
        Refusal.Of(ErrorCode.NotFound, () => _store.OpenRead(digest));
        Directory.EnumerateFiles(_directory.File("trash")).Count().ShouldBe(1);
        _clock.Advance(_store.TrashDelay + TimeSpan.FromSeconds(1));
        (await _store.CollectAsync(_cancel)).ShouldBe(new ContentCollected(0, 1));
        Directory.EnumerateFiles(_directory.File("trash")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_pin_holds_a_blob_after_its_lease()
    {
        var (digest, lease) = await PutAsync(Hello);
        (await _store.PinAsync("build-cache/1", digest, _cancel)).ShouldBeTrue();
        await _store.ReleaseAsync(lease, _cancel);
        (await _store.CollectAsync(_cancel)).Removed.ShouldBe(0);
        await _store.UnpinAsync("build-cache/1", _cancel);
        (await _store.CollectAsync(_cancel)).Removed.ShouldBe(1);
    }

    [Fact]
    public async Task A_reader_finishes_though_the_blob_is_collected_meanwhile()
    {
        var (digest, lease) = await PutAsync(Hello);
        await using var reader = _store.OpenRead(digest);
        await _store.ReleaseAsync(lease, _cancel);
        await _store.CollectAsync(_cancel);
        var read = new byte[5];
        await reader.ReadExactlyAsync(read, _cancel);
        read.ShouldBe(Hello);
    }

    [Fact]
    public async Task Recovery_removes_unfinished_writes_and_files_without_record()
    {
        var (digest, _) = await PutAsync(Hello);
        await File.WriteAllTextAsync(_directory.File("uploads/half"), "hal", _cancel);
        var stray = Digest.OfBytes("stray"u8);
        await File.WriteAllTextAsync(_store.PathOf(stray), "stray", _cancel);
        await File.WriteAllTextAsync(_directory.File("sha256/00/README"), "not a blob", _cancel);
        (await _store.RecoverAsync(_cancel)).ShouldBe(new ContentRecovered(1, 2, [], []), new RecoveredComparer());
        _store.SizeOf(digest).ShouldBe(5);
        _store.SizeOf(stray).ShouldBeNull();
    }

    [Fact]
    public async Task Recovery_brings_back_from_the_trash_what_is_recorded_and_names_what_is_lost()
    {
        var (kept, _) = await PutAsync(Hello);
        var (lost, _) = await PutAsync("lost"u8.ToArray());
        var (truncated, _) = await PutAsync("truncated"u8.ToArray());
        File.Move(_store.PathOf(kept), _directory.File($"trash/{_clock.GetUtcNow().ToUnixTimeSeconds()}-{kept.Hex}"));
        File.Delete(_store.PathOf(lost));
        await File.WriteAllTextAsync(_store.PathOf(truncated), "trunc", _cancel);
        var found = await _store.RecoverAsync(_cancel);
        found.Restored.ShouldBe([kept]);
        found.Missing.ShouldBe(new[] { lost, truncated }.Order());
        (await _store.ReadAsync(kept, 100, _cancel)).ShouldBe(Hello);

        await PutAsync("truncated"u8.ToArray());
        (await _store.ReadAsync(truncated, 100, _cancel)).ShouldBe("truncated"u8.ToArray());
    }

    [Fact]
    public async Task Writers_of_the_same_content_and_the_collection_do_not_harm_each_other()
    {
        var contents = Enumerable.Range(0, 8).Select(i => Encoding.UTF8.GetBytes($"content {i}")).ToArray();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_cancel);
        var collecting = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await _store.CollectAsync(_cancel);
        }, _cancel);
        await Parallel.ForEachAsync(Enumerable.Range(0, 150), _cancel, async (i, _) =>
        {
            var (digest, lease) = await PutAsync(contents[i % contents.Length]);
            (await _store.ReadAsync(digest, 100, _cancel)).ShouldBe(contents[i % contents.Length]);
            await _store.ReleaseAsync(lease, _cancel);
        });
        await stop.CancelAsync();
        await collecting;
        (await _store.RecoverAsync(_cancel)).ShouldBe(new ContentRecovered(0, 0, [], []), new RecoveredComparer());
    }

    private async Task<(Digest Digest, Lease Lease)> PutAsync(byte[] content)
    {
        var lease = await _store.LeaseAsync("test", TimeSpan.FromHours(1), _cancel);
        return ((await _store.PutAsync(content, MediaTypes.OctetStream, lease, _cancel)).Digest, lease);
    }

    private sealed class RecoveredComparer : IEqualityComparer<ContentRecovered>
    {
        public bool Equals(ContentRecovered? x, ContentRecovered? y) =>
            (x!.UnfinishedWrites, x.Trashed) == (y!.UnfinishedWrites, y.Trashed) && x.Restored.SequenceEqual(y.Restored)
                && x.Missing.SequenceEqual(y.Missing);

        public int GetHashCode(ContentRecovered obj) => obj.Trashed;
    }
}
