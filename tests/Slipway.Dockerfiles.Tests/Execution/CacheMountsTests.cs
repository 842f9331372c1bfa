using Slipway.Dockerfiles.Execution;
using Slipway.Dockerfiles.Planning;
using Slipway.Testing;

namespace Slipway.Dockerfiles.Tests.Execution;

public sealed class CacheMountsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_same_name_is_the_same_directory_and_owners_part_them()
    {
        var mounts = new CacheMounts(_directory.Path, long.MaxValue);
        using var one = await mounts.TakeAsync(Spec("a"), default);
        using var same = await mounts.TakeAsync(Spec("a"), default);
        using var other = await mounts.TakeAsync(Spec("b"), default);
        using var owned = await mounts.TakeAsync(Spec("a") with { Uid = 33 }, default);
        same.Path.ShouldBe(one.Path);
        new[] { one.Path, other.Path, owned.Path }.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task A_private_cache_has_one_user_at_a_time()
    {
        var mounts = new CacheMounts(_directory.Path, long.MaxValue);
        var first = await mounts.TakeAsync(Spec("a") with { Sharing = CacheSharing.Private }, default);
        var second = await mounts.TakeAsync(Spec("a") with { Sharing = CacheSharing.Private }, default);
        second.Path.ShouldNotBe(first.Path);
        first.Dispose();
        (await mounts.TakeAsync(Spec("a") with { Sharing = CacheSharing.Private }, default)).Path.ShouldBe(first.Path);
    }

    [Fact]
    public async Task A_locked_cache_is_waited_for()
    {
        var mounts = new CacheMounts(_directory.Path, long.MaxValue);
        var first = await mounts.TakeAsync(Spec("a") with { Sharing = CacheSharing.Locked }, default);
        var second = mounts.TakeAsync(Spec("a") with { Sharing = CacheSharing.Locked }, default);
        second.IsCompleted.ShouldBeFalse();
        first.Dispose();
        (await second.WaitAsync(TimeSpan.FromSeconds(10))).Path.ShouldBe(first.Path);
    }

    [Fact]
    public async Task A_cancelled_wait_holds_nothing()
    {
        var mounts = new CacheMounts(_directory.Path, limit: 0);
        var first = await mounts.TakeAsync(Spec("a") with { Sharing = CacheSharing.Locked }, default);
        using var cancel = new CancellationTokenSource();
        var second = mounts.TakeAsync(Spec("a") with { Sharing = CacheSharing.Locked }, cancel.Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second);
        File.WriteAllText(Path.Combine(first.Path, "f"), "content");
        first.Dispose();
        Directory.Exists(first.Path).ShouldBeFalse();
    }

    [Fact]
    public async Task Beyond_the_bound_the_least_recently_used_go_and_those_in_use_stay()
    {
        var mounts = new CacheMounts(_directory.Path, limit: 2_500);
        var paths = new List<string>();
        foreach (var (i, name) in new[] { "old", "held", "new" }.Index())
        {
            var mount = await mounts.TakeAsync(Spec(name), default);
            File.WriteAllBytes(Path.Combine(mount.Path, "f"), new byte[1_000]);
            File.SetLastWriteTimeUtc(mount.Path + ".used", DateTime.UnixEpoch.AddHours(i));
            paths.Add(mount.Path);
            if (name != "held")
                mount.Dispose();
        }
        paths.Select(Directory.Exists).ShouldBe([false, true, true]);
    }

    private static MountSpec Spec(string id) => new(MountKind.Cache, "/c") { Id = id, Mode = 0x1ED };
}
