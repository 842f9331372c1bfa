using System.Collections.Concurrent;
using Slipway.Factory;
using Slipway.Factory.Naming;
using Slipway.Factory.Pipeline;
using Slipway.Factory.Records;
using Slipway.Oci;
using Slipway.Registry.Content;
using Slipway.Registry.Remote;
using Slipway.Testing;
using Slipway.Testing.Registries;
using Slipway.Testing.Stores;

namespace Slipway.Factory.Tests.Pipeline;

/// <summary>To a registry on loopback, by skopeo.</summary>
public sealed class ImagePushTests : IAsyncLifetime
{
    private readonly InMemoryImageRecords _records = new();
    private RegistryServer _own = null!;
    private RegistryServer _there = null!;
    private readonly TemporaryDirectory _directory = new();
    private int _next;

    public async ValueTask InitializeAsync() =>
        (_own, _there) = (await RegistryServer.StartAsync(), await RegistryServer.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await _own.DisposeAsync();
        await _there.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task The_newest_release_of_each_image_is_sent_with_the_tags_that_follow_it_and_only_once()
    {
        await MadeAsync("demo/web", "1.0-p0", null, "old");
        var newest = await MadeAsync("demo/web", "1.0-p1", null, "new");
        await MadeAsync("demo/web", "1.0-p2-7", new ChangeNumber(7, null), "candidate");
        (await PushAsync(new ImageQuery())).ShouldBe(["demo/web:1.0-p1", "demo/web:1.0"], ignoreOrder: true);
        (await ThereAsync("demo/web:1.0-p1")).ShouldBe(newest.Digest);
        (await ThereAsync("demo/web:1.0")).ShouldBe(newest.Digest);
        (await PushAsync(new ImageQuery())).ShouldBeEmpty();
        (await PushAsync(new ImageQuery { Change = 7 })).ShouldBe(["demo/web:1.0-p2-7"]);
    }

    [Fact]
    public async Task A_version_that_is_another_image_there_is_never_replaced_and_a_tag_that_follows_is()
    {
        var first = await MadeAsync("demo/web", "1.0-p0", null, "first");
        await PushAsync(new ImageQuery());
        await MadeAsync("demo/web", "1.0-p0", null, "second");
        (await Refusal.OfAsync(ErrorCode.Factory, () => PushAsync(new ImageQuery()))).Message
            .ShouldContain("another image");
        (await ThereAsync("demo/web:1.0-p0")).ShouldBe(first.Digest);
        var next = await MadeAsync("demo/web", "1.0-p1", null, "second");
        await PushAsync(new ImageQuery());
        (await ThereAsync("demo/web:1.0")).ShouldBe(next.Digest);
    }

    [Fact]
    public async Task What_was_never_made_cannot_be_sent() =>
        await Refusal.OfAsync(ErrorCode.Factory, () => PushAsync(new ImageQuery { Image = "nobody" }));

    private async Task<IReadOnlyCollection<string>> PushAsync(ImageQuery query)
    {
        var pushes = new ImagePush(_own.Content, _own.Images, _records, _directory.Path);
        using var remote = new RemoteRegistry(
            pushes.LoginDirectory, _there.Address, new RemoteLogin("dev", RegistryServer.Secret), plainHttp: true);
        var sent = new ConcurrentQueue<string>();
        await pushes.RunAsync(query, remote, line =>
        {
            sent.Enqueue(line.Split(": ")[0]);
            return ValueTask.CompletedTask;
        }, CancellationToken.None);
        return sent;
    }

    private async Task<Digest?> ThereAsync(string name) =>
        (await _there.Images.FindAsync(ImageReference.Parse(name), default))?.Digest;

    private async Task<ImageRecord> MadeAsync(string repository, string tag, ChangeNumber? change, string content)
    {
        var lease = await _own.Content.LeaseAsync("test", TimeSpan.FromMinutes(5), default);
        var layer = await _own.Content.PutAsync(
            System.Text.Encoding.UTF8.GetBytes(content.PadRight(10_240, '\0')), MediaTypes.Layer, lease, default);
        var config =
            new ImageConfig { Architecture = "amd64", Os = "linux", RootFs = new RootFileSystem([layer.Digest]) };
        var image = await _own.Images.PutAsync(ImageReference.Parse(repository), config, [layer], lease, default);
        var record = new ImageRecord
        {
            Id = $"{++_next:D8}", Tree = "tree", Image = "web", Repository = repository, Tag = tag,
            Line = VersionLine.Parse("1.0"), Followers = [$"{repository}:1.0"],
            Digest = image.Digest, Identity = image.Digest, Parts = [], Built = DateTimeOffset.UnixEpoch,
            Branch = "main", Change = change,
        };
        await _records.AddAsync(record, default);
        return record;
    }
}
