using Slipway.Factory.Identity;
using Slipway.Factory.Naming;
using Slipway.Factory.Records;
using Slipway.Oci;

namespace Slipway.Storage.Tests.Factory;

/// <summary>What every store of the image factory's records does.</summary>
public abstract class ImageRecordsContract
{
    private static readonly CancellationToken Never = CancellationToken.None;

    protected abstract IImageRecords Records { get; }

    private static ImageRecord Record(
        string id, string image = "redis", string tag = "1.0-p0", ChangeNumber? change = null) => new()
    {
        Id = id,
        Tree = "images",
        Image = image,
        Repository = $"group/{image}",
        Tag = tag,
        Line = new VersionLine(1, 0),
        Followers = ["group/redis:1.0", "images/redis:7"],
        Digest = Digest.OfBytes([1]),
        Identity = Digest.OfBytes([2]),
        Parts = [new IdentityPart(IdentityKind.File, "start.sh", "abc"),
            new IdentityPart(IdentityKind.Packages, "", "def")],
        Built = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123),
        Branch = "main",
        Change = change,
        ChangeLink = "https://review.example.com/19026",
        TemplateCommit = "c0ffee",
        BaseName = "group/debian:12.0-p3",
        BaseDigest = Digest.OfBytes([3]),
        Packages = ["bash=5.2", "redis=7.0"],
        TestsPassed = 4,
        Tests = Digest.OfBytes([4]),
        Took = TimeSpan.FromMilliseconds(1500),
    };

    private static string Text(ImageRecord? record) =>
        record is null ? "none" : $"{record with { Parts = [], Packages = [], Followers = [] }} " +
            $"{string.Join(' ', record.Parts)} {string.Join(' ', record.Packages)}"
        + $" {record.Digest} {record.Identity} {record.Built:O} {record.Change} {record.ChangeLink} " +
            $"{record.TemplateCommit} {record.BaseName} {record.BaseDigest} {record.TestsPassed} {record.IsPinned} " +
            $"{record.Tests} {record.Took} {record.Line} {string.Join(' ', record.Followers)}";

    [Fact]
    public async Task A_record_comes_back_as_it_was_written()
    {
        var record = Record("1", change: new ChangeNumber(19026, 2));
        await Records.AddAsync(record, Never);
        Text(await Records.FindAsync("images", "redis", record.Identity, Never)).ShouldBe(Text(record));
        Text((await Records.ListAsync(new ImageQuery(), Never)).Single()).ShouldBe(Text(record));
    }

    [Fact]
    public async Task The_newest_comes_first_and_the_newest_of_an_identity_is_found()
    {
        await Records.AddAsync(Record("1"), Never);
        await Records.AddAsync(Record("2", tag: "1.0-p1"), Never);
        await Records.AddAsync(Record("3", image: "mariadb"), Never);
        (await Records.ListAsync(new ImageQuery { Image = "redis" }, Never))
            .Select(record => record.Id).ShouldBe(["2", "1"]);
        (await Records.ListAsync(new ImageQuery { Limit = 1 }, Never)).Single().Id.ShouldBe("3");
        await Records.AddAsync(Record("4", image: "mariadb") with { Digest = Digest.OfBytes([9]) }, Never);
        (await Records.ListAsync(new ImageQuery { Digest = Digest.OfBytes([9]) }, Never)).Single().Id.ShouldBe("4");
        (await Records.FindAsync("images", "redis", Digest.OfBytes([2]), Never)).ShouldNotBeNull().Id.ShouldBe("2");
        (await Records.FindAsync("images", "redis", Digest.OfBytes([9]), Never)).ShouldBeNull();
        (await Records.FindAsync("other", "redis", Digest.OfBytes([2]), Never)).ShouldBeNull();
    }

    [Fact]
    public async Task All_images_of_a_change_are_one_query()
    {
        await Records.AddAsync(Record("1", change: new ChangeNumber(19026, 1)), Never);
        await Records.AddAsync(Record("2", image: "mariadb", change: new ChangeNumber(19026, 2)), Never);
        await Records.AddAsync(Record("3", change: new ChangeNumber(7)), Never);
        await Records.AddAsync(Record("4"), Never);
        (await Records.ListAsync(new ImageQuery { Change = 19026 }, Never))
            .Select(record => record.Id).ShouldBe(["2", "1"]);
    }

    [Fact]
    public async Task A_record_is_pinned_unpinned_and_removed()
    {
        await Records.AddAsync(Record("1"), Never);
        (await Records.PinAsync("1", true, Never)).ShouldBeTrue();
        (await Records.ListAsync(new ImageQuery(), Never)).Single().IsPinned.ShouldBeTrue();
        (await Records.PinAsync("1", false, Never)).ShouldBeTrue();
        (await Records.ListAsync(new ImageQuery(), Never)).Single().IsPinned.ShouldBeFalse();
        (await Records.PinAsync("nobody", true, Never)).ShouldBeFalse();
        await Records.RemoveAsync("1", Never);
        await Records.RemoveAsync("1", Never);
        (await Records.ListAsync(new ImageQuery(), Never)).ShouldBeEmpty();
    }
}
