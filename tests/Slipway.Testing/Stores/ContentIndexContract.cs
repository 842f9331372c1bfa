using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.Testing.Stores;

/// <summary>What every content index does; each implementation's test class is derived from this.</summary>
public abstract class ContentIndexContract
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    protected abstract IContentIndex Index { get; }

    [Fact]
    public async Task A_blob_is_held_by_its_writers_lease_until_the_lease_is_released()
    {
        var (blob, lease) = await AddAsync("a");
        (await Index.ListUnheldAsync(10, _cancel)).ShouldBeEmpty();
        (await Index.RemoveUnheldAsync(blob, _cancel)).ShouldBeFalse();
        await Index.RemoveLeaseAsync(lease.Id, _cancel);
        (await Index.ListUnheldAsync(10, _cancel)).ShouldBe([blob]);
        (await Index.RemoveUnheldAsync(blob, _cancel)).ShouldBeTrue();
        (await Index.ListBlobsAsync(null, 10, _cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lease_ends_at_its_time_unless_it_was_renewed()
    {
        var (first, _) = await AddAsync("a");
        var (_, renewed) = await AddAsync("b");
        (await Index.RenewLeaseAsync(renewed with { Expires = Now.AddHours(2) }, _cancel)).ShouldBeTrue();
        await Index.EndExpiredAsync(Now.AddHours(1), _cancel);
        (await Index.ListUnheldAsync(10, _cancel)).ShouldBe([first]);
    }

    [Fact]
    public async Task An_ended_lease_protects_nothing_and_says_so()
    {
        var (blob, lease) = await AddAsync("a");
        await Index.RemoveLeaseAsync(lease.Id, _cancel);
        await Refusal.OfAsync(ErrorCode.LeaseEnded, () => Index.ProtectAsync(blob, lease, _cancel));
        await Refusal.OfAsync(ErrorCode.LeaseEnded, () => Index.AddBlobAsync(Of("new"), 3, Now, lease, _cancel));
        (await Index.RenewLeaseAsync(lease, _cancel)).ShouldBeFalse();
        (await Index.ListBlobsAsync(null, 10, _cancel)).ShouldBe([new StoredBlob(blob, 1)]);
    }

    [Fact]
    public async Task Protecting_needs_a_stored_blob()
    {
        var (blob, first) = await AddAsync("a");
        var second = await LeaseAsync();
        (await Index.ProtectAsync(Of("missing"), second, _cancel)).ShouldBeFalse();
        (await Index.ProtectAsync(blob, second, _cancel)).ShouldBeTrue();
        await Index.RemoveLeaseAsync(first.Id, _cancel);
        (await Index.ListUnheldAsync(10, _cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_pin_holds_one_blob_under_a_name_until_it_is_removed()
    {
        var (first, one) = await AddAsync("a");
        var (second, two) = await AddAsync("b");
        (await Index.PinAsync("cache/x", first, _cancel)).ShouldBeTrue();
        (await Index.PinAsync("other", Of("missing"), _cancel)).ShouldBeFalse();
        await Index.RemoveLeaseAsync(one.Id, _cancel);
        (await Index.ListUnheldAsync(10, _cancel)).ShouldBeEmpty();
        (await Index.PinAsync("cache/x", second, _cancel)).ShouldBeTrue();
        await Index.RemoveLeaseAsync(two.Id, _cancel);
        (await Index.ListUnheldAsync(10, _cancel)).ShouldBe([first]);
        (await Index.ListPinsAsync("cache/", _cancel)).ShouldBe([new Pin("cache/x", second)]);
        (await Index.ListPinsAsync("Cache/", _cancel)).ShouldBeEmpty();
        (await Index.UnpinAsync("cache/x", _cancel)).ShouldBeTrue();
        (await Index.UnpinAsync("cache/x", _cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_manifest_holds_what_it_refers_to_and_lets_go_with_its_repository()
    {
        var (layer, lease) = await AddAsync("layer");
        var (manifest, other) = await AddAsync("manifest");
        await Index.PutManifestAsync(Entry("demo/app", manifest), [layer], "v1", false, _cancel);
        await Index.RemoveLeaseAsync(lease.Id, _cancel);
        await Index.RemoveLeaseAsync(other.Id, _cancel);
        (await Index.ListUnheldAsync(10, _cancel)).ShouldBeEmpty();
        (await Index.RemoveTagAsync("demo/app", "v1", _cancel)).ShouldBeTrue();
        (await Index.ListUnheldAsync(10, _cancel)).ShouldBeEmpty();
        (await Index.RemoveManifestAsync("demo/app", manifest, _cancel)).ShouldBeTrue();
        (await Index.ListUnheldAsync(10, _cancel)).ShouldBe([manifest]);
        (await Index.RemoveUnheldAsync(layer, _cancel)).ShouldBeFalse();
        (await Index.RemoveUnheldAsync(manifest, _cancel)).ShouldBeTrue();
        (await Index.RemoveUnheldAsync(layer, _cancel)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_manifest_is_refused_whole_when_something_it_refers_to_is_not_stored()
    {
        var (manifest, _) = await AddAsync("manifest");
        var missing = await Refusal.OfAsync(
            ErrorCode.NotFound,
            () => Index.PutManifestAsync(Entry("demo/app", manifest), [Of("layer")], "v1", false, _cancel));
        missing.Message.ShouldContain($"{Of("layer")}");
        await Refusal.OfAsync(
            ErrorCode.NotFound,
            () => Index.PutManifestAsync(Entry("demo/app", Of("unknown")), [], "v1", false, _cancel));
        (await Index.ListRepositoriesAsync(null, 10, _cancel)).ShouldBeEmpty();
        (await Index.ListTagsAsync("demo/app", null, 10, _cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_repository_may_refer_only_to_its_own_blobs_when_that_is_asked_for()
    {
        var (layer, _) = await AddAsync("layer");
        var (manifest, _) = await AddAsync("manifest");
        await Refusal.OfAsync(
            ErrorCode.NotFound,
            () => Index.PutManifestAsync(Entry("demo/app", manifest), [layer], null, true, _cancel));
        (await Index.HoldUploadAsync("demo/app", layer, Now.AddHours(1), _cancel)).ShouldBeTrue();
        await Index.PutManifestAsync(Entry("demo/app", manifest), [layer], null, true, _cancel);
        await Index.EndExpiredAsync(Now.AddDays(1), _cancel);
        (await Index.MayReadAsync("demo/app", layer, _cancel)).ShouldBeTrue();
        (await Index.MayReadAsync("demo/app", manifest, _cancel)).ShouldBeTrue();
        (await Index.MayReadAsync("other/app", layer, _cancel)).ShouldBeFalse();
        (await Index.MayReadAsync("other/app", manifest, _cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_upload_holds_until_its_latest_time()
    {
        var (blob, lease) = await AddAsync("a");
        await Index.HoldUploadAsync("demo/app", blob, Now.AddHours(3), _cancel);
        await Index.HoldUploadAsync("demo/app", blob, Now.AddHours(1), _cancel);
        await Index.RemoveLeaseAsync(lease.Id, _cancel);
        await Index.EndExpiredAsync(Now.AddHours(2), _cancel);
        (await Index.ListUnheldAsync(10, _cancel)).ShouldBeEmpty();
        (await Index.MayReadAsync("demo/app", blob, _cancel)).ShouldBeTrue();
        await Index.EndExpiredAsync(Now.AddHours(4), _cancel);
        (await Index.ListUnheldAsync(10, _cancel)).ShouldBe([blob]);
        (await Index.MayReadAsync("demo/app", blob, _cancel)).ShouldBeFalse();
        (await Index.HoldUploadAsync("demo/app", Of("missing"), Now, _cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task Tags_move_and_name_manifests_of_other_repositories_too()
    {
        var (first, _) = await AddAsync("first");
        var (second, _) = await AddAsync("second");
        await Index.PutManifestAsync(Entry("images/debian", first), [], "12", false, _cancel);
        await Index.PutManifestAsync(Entry("images/debian", second), [], "12", false, _cancel);
        (await Index.FindTagAsync("images/debian", "12", _cancel)).ShouldBe(Entry("images/debian", second));
        (await Index.SetTagAsync("demo/base", "old", first, _cancel)).ShouldBeTrue();
        (await Index.FindTagAsync("demo/base", "old", _cancel)).ShouldBe(Entry("demo/base", first));
        (await Index.FindManifestAsync("images/debian", first, _cancel)).ShouldBe(Entry("images/debian", first));
        (await Index.SetTagAsync("demo/base", "x", Of("missing"), _cancel)).ShouldBeFalse();
        (await Index.FindTagAsync("demo/base", "x", _cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_fixed_tag_neither_moves_nor_goes_until_it_is_let_go()
    {
        var (first, _) = await AddAsync("first");
        var (second, _) = await AddAsync("second");
        await Index.PutManifestAsync(Entry("a/app", first), [], "1.0-p0", false, _cancel);
        (await Index.HasFixedTagAsync("a/app", _cancel)).ShouldBeFalse();
        (await Index.FixTagAsync("a/app", "1.0-p0", true, _cancel)).ShouldBeTrue();
        (await Index.HasFixedTagAsync("a/app", _cancel)).ShouldBeTrue();
        (await Index.HasFixedTagAsync("a/other", _cancel)).ShouldBeFalse();
        (await Index.FixTagAsync("a/app", "1.0-p1", true, _cancel)).ShouldBeFalse();

        await Refusal.OfAsync(
            ErrorCode.TagFixed, () => Index.PutManifestAsync(Entry("a/app", second), [], "1.0-p0", false, _cancel));
        (await Index.FindManifestAsync("a/app", second, _cancel)).ShouldBeNull();
        await Index.PutManifestAsync(Entry("a/app", second), [], "latest", false, _cancel);
        await Refusal.OfAsync(ErrorCode.TagFixed, () => Index.SetTagAsync("a/app", "1.0-p0", second, _cancel));
        await Refusal.OfAsync(ErrorCode.TagFixed, () => Index.RemoveTagAsync("a/app", "1.0-p0", _cancel));
        await Refusal.OfAsync(ErrorCode.TagFixed, () => Index.RemoveManifestAsync("a/app", first, _cancel));

        await Index.PutManifestAsync(Entry("a/app", first), [], "1.0-p0", false, _cancel);
        (await Index.SetTagAsync("a/app", "1.0-p0", first, _cancel)).ShouldBeTrue();
        (await Index.FindTagAsync("a/app", "1.0-p0", _cancel)).ShouldBe(Entry("a/app", first));

        (await Index.FixTagAsync("a/app", "1.0-p0", false, _cancel)).ShouldBeTrue();
        (await Index.HasFixedTagAsync("a/app", _cancel)).ShouldBeFalse();
        (await Index.SetTagAsync("a/app", "1.0-p0", second, _cancel)).ShouldBeTrue();
        (await Index.RemoveTagAsync("a/app", "1.0-p0", _cancel)).ShouldBeTrue();
    }

    [Fact]
    public async Task Removing_a_manifest_takes_its_tags_in_that_repository_only()
    {
        var (manifest, _) = await AddAsync("manifest");
        await Index.PutManifestAsync(Entry("one/app", manifest), [], "v1", false, _cancel);
        await Index.PutManifestAsync(Entry("two/app", manifest), [], "v1", false, _cancel);
        (await Index.RemoveManifestAsync("one/app", manifest, _cancel)).ShouldBeTrue();
        (await Index.RemoveManifestAsync("one/app", manifest, _cancel)).ShouldBeFalse();
        (await Index.FindTagAsync("one/app", "v1", _cancel)).ShouldBeNull();
        (await Index.FindTagAsync("two/app", "v1", _cancel)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_manifest_goes_with_its_last_name_in_the_repository()
    {
        var (manifest, _) = await AddAsync("manifest");
        await Index.PutManifestAsync(Entry("one/app", manifest), [], "v1", false, _cancel);
        await Index.PutManifestAsync(Entry("one/app", manifest), [], "v2", false, _cancel);
        await Index.PutManifestAsync(Entry("two/app", manifest), [], "v1", false, _cancel);

        (await Index.UntagAsync("one/app", "v1", _cancel)).ShouldBeTrue();
        (await Index.FindTagAsync("one/app", "v1", _cancel)).ShouldBeNull();
        (await Index.FindTagAsync("one/app", "v2", _cancel)).ShouldNotBeNull();
        (await Index.UntagAsync("one/app", "v2", _cancel)).ShouldBeTrue();
        (await Index.UntagAsync("one/app", "v2", _cancel)).ShouldBeFalse();
        (await Index.FindManifestAsync("one/app", manifest, _cancel)).ShouldBeNull();
        (await Index.FindManifestAsync("two/app", manifest, _cancel)).ShouldNotBeNull();

        await Index.FixTagAsync("two/app", "v1", true, _cancel);
        await Refusal.OfAsync(ErrorCode.TagFixed, () => Index.UntagAsync("two/app", "v1", _cancel));
        (await Index.FindTagAsync("two/app", "v1", _cancel)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_manifest_without_a_name_stays_as_long_as_an_index_of_the_repository_has_it()
    {
        var (manifest, _) = await AddAsync("manifest");
        var (index, _) = await AddAsync("index");
        await Index.PutManifestAsync(Entry("one/app", manifest), [], "amd64", false, _cancel);
        await Index.PutManifestAsync(Entry("one/app", index), [manifest], "all", false, _cancel);
        await Index.UntagAsync("one/app", "amd64", _cancel);
        (await Index.FindManifestAsync("one/app", manifest, _cancel)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Lists_come_in_order_and_in_pages()
    {
        var (manifest, _) = await AddAsync("manifest");
        foreach (var tag in new[] { "b", "a", "C", "d" })
            await Index.PutManifestAsync(Entry("demo/app", manifest), [], tag, false, _cancel);
        await Index.PutManifestAsync(Entry("another/app", manifest), [], null, false, _cancel);
        (await Index.ListTagsAsync("demo/app", null, 3, _cancel)).ShouldBe(["C", "a", "b"]);
        (await Index.ListTagsAsync("demo/app", "b", 3, _cancel)).ShouldBe(["d"]);
        (await Index.ListRepositoriesAsync(null, 10, _cancel)).ShouldBe(["another/app", "demo/app"]);
        (await Index.ListRepositoriesAsync("another/app", 10, _cancel)).ShouldBe(["demo/app"]);
        (await Index.ListManifestsAsync("demo/app", null, 10, _cancel)).ShouldBe([Entry("demo/app", manifest)]);
        (await Index.ListManifestsAsync("demo/app", manifest, 10, _cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Referrers_are_found_by_their_subject_even_before_it_is_there()
    {
        var (referrer, _) = await AddAsync("referrer");
        var entry = Entry("demo/app", referrer) with { Subject = Of("subject"), ArtifactType = "application/sbom" };
        await Index.PutManifestAsync(entry, [], null, false, _cancel);
        (await Index.ListReferrersAsync("demo/app", Of("subject"), 10, _cancel)).ShouldBe([entry]);
        (await Index.ListReferrersAsync("other/app", Of("subject"), 10, _cancel)).ShouldBeEmpty();
        (await Index.ListReferrersAsync("demo/app", referrer, 10, _cancel)).ShouldBeEmpty();
    }

    private static Digest Of(string text) => Digest.OfBytes(System.Text.Encoding.UTF8.GetBytes(text));

    private static ManifestEntry Entry(string repository, Digest digest) =>
        new(repository, digest, MediaTypes.Manifest, null, null, Now);

    private async Task<Lease> LeaseAsync()
    {
        var lease = new Lease(Guid.NewGuid().ToString("n"), Now.AddHours(1));
        await Index.AddLeaseAsync(lease, "test", _cancel);
        return lease;
    }

    private async Task<(Digest Digest, Lease Lease)> AddAsync(string text)
    {
        var lease = await LeaseAsync();
        await Index.AddBlobAsync(Of(text), text.Length, Now, lease, _cancel);
        return (Of(text), lease);
    }
}
