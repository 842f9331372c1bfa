using Slipway.Engine.Tests.Builds;
using Slipway.Linux.Processes;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Testing;

namespace Slipway.Engine.Tests.Snapshots;

public sealed class SnapshotStoreTests : IAsyncLifetime
{
    private readonly TestBuilds _builds = new() { SyncDelay = TimeSpan.FromHours(1) };

    public ValueTask InitializeAsync() => _builds.InitializeAsync();

    public ValueTask DisposeAsync() => _builds.DisposeAsync();

    [Fact]
    public async Task After_power_loss_what_was_not_synced_is_unpacked_again()
    {
        var before = await _builds.Engine.ViewAsync(_builds.Base, TestBuilds.DescribeAsync, CancellationToken.None);
        await _builds.ReopenAsync(
            bootId: "after",
            meanwhile: async () => (await Tool.RunAsync(["find", _builds.Directory.Snapshots, "-type", "f", "-path",
                "*/fs/*", "-exec", "truncate", "-s", "0", "{}", "+"])).OrThrow());
        (await _builds.Engine.ViewAsync(_builds.Base, TestBuilds.DescribeAsync, CancellationToken.None))
            .ShouldBe(before);
    }

    [Fact]
    public async Task Synced_snapshots_outlive_a_reboot_and_unsynced_ones_a_restart()
    {
        var first = Numbers();
        await _builds.ReopenAsync();
        Numbers().ShouldBe(first);
        await _builds.Snapshots.FlushAsync(CancellationToken.None);
        await _builds.ReopenAsync(bootId: "after");
        Numbers().ShouldBe(first);
        first.Length.ShouldBe(1);
    }

    [Fact]
    public async Task Half_made_and_damaged_snapshots_are_removed_at_start()
    {
        var number = Numbers().Single();
        await _builds.ReopenAsync(meanwhile: () =>
        {
            Directory.CreateDirectory(Path.Combine(_builds.Directory.Snapshots, "new/77/fs/half"));
            Directory.CreateDirectory(Path.Combine(_builds.Directory.Snapshots, "99/fs"));
            File.WriteAllText(Path.Combine(_builds.Directory.Snapshots, $"{number}/record.json"), "{\"chain\":");
            return Task.CompletedTask;
        });
        Directory.EnumerateFileSystemEntries(Path.Combine(_builds.Directory.Snapshots, "new")).ShouldBeEmpty();
        Numbers().ShouldBeEmpty();
        using (await _builds.Snapshots.AcquireAsync(_builds.Base, CancellationToken.None))
            Numbers().Length.ShouldBe(1);
    }

    [Fact]
    public async Task Many_who_ask_at_once_wait_for_one_unpacking()
    {
        _builds.Snapshots.RemoveUnused(new HashSet<Digest>()).ShouldBe(1);
        var stacks = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => _builds.Snapshots.AcquireAsync(_builds.Base, CancellationToken.None)));
        stacks.Select(stack => stack.Names.Single()).Distinct().Count().ShouldBe(1);
        Numbers().Length.ShouldBe(1);
        _builds.Snapshots.RemoveUnused(new HashSet<Digest>()).ShouldBe(0);
        foreach (var stack in stacks)
            stack.Dispose();
        _builds.Snapshots.RemoveUnused(new HashSet<Digest>()).ShouldBe(1);
    }

    [Fact]
    public async Task A_blob_that_is_another_layer_than_the_image_says_is_refused_and_leaves_nothing()
    {
        var layer = _builds.Base.Top with { DiffId = Digest.OfBytes("other"u8) };
        await Refusal.OfAsync(
            ErrorCode.Malformed,
            () => _builds.Snapshots.AcquireAsync(LayerChain.Empty.Add(layer), CancellationToken.None));
        await Refusal.OfAsync(
            ErrorCode.Malformed,
            () => _builds.Snapshots.AcquireAsync(LayerChain.Empty.Add(layer), CancellationToken.None));
        Directory.EnumerateFileSystemEntries(Path.Combine(_builds.Directory.Snapshots, "new")).ShouldBeEmpty();
        Numbers().Length.ShouldBe(1);
    }

    private int[] Numbers() =>
        [.. Directory.EnumerateDirectories(_builds.Directory.Snapshots).Select(path =>
            int.TryParse(Path.GetFileName(path), out var number) ? number : 0).Where(number => number > 0)];
}
