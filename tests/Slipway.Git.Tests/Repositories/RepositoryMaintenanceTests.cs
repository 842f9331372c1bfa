using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Diagnostics.Loops;
using Slipway.Git.Repositories;
using Slipway.Linux.Files;

namespace Slipway.Git.Tests.Repositories;

public sealed class RepositoryMaintenanceTests
{
    private static readonly RepositoryName Blog = RepositoryName.Create("demo", "blog");

    [Fact]
    public async Task A_repository_of_many_small_files_is_packed_by_its_user_and_all_of_it_stays_readable()
    {
        await using var house = await GitFixture.StartAsync(options => options with { MaxLooseObjects = 0 });
        var maintenance = new RepositoryMaintenance(house.Store);
        await ScatterAsync(house, maintenance);

        (await RunAsync(maintenance)).LastError.ShouldBeNull();

        maintenance.IsScattered(Blog).ShouldBeFalse();
        var objects = Path.Combine(house.Store.PathOf(Blog), "objects");
        var pack = Directory.GetFiles(Path.Combine(objects, "pack"), "*.pack").ShouldHaveSingleItem();
        using (var directory = DirectoryHandle.Open(Path.GetDirectoryName(pack)!))
            directory.Stat(RawPath.Of(Path.GetFileName(pack))).Uid.ShouldBe(house.Store.JailOf(Blog).User);
        (await house.GitAsync(house.File("."), "clone", "--quiet", house.Url("demo/blog"), "copy")).OrThrow();
        File.ReadAllText(house.File("copy/0-0.txt")).ShouldBe("0-0");
        await house.CommitAsync(house.File("work"), ("later.txt", "later"));
        (await house.GitAsync(house.File("work"), "push", house.Url("demo/blog"), "main")).OrThrow();
    }

    [Fact]
    public async Task Nothing_is_packed_while_somebody_pushes()
    {
        await using var house = await GitFixture.StartAsync(options => options with { MaxLooseObjects = 0 });
        var maintenance = new RepositoryMaintenance(house.Store);
        await ScatterAsync(house, maintenance);
        using (await house.Store.Locks.LockForPushAsync(Blog))
            (await RunAsync(maintenance)).LastError.ShouldBeNull();
        maintenance.IsScattered(Blog).ShouldBeTrue();
        (await RunAsync(maintenance)).LastError.ShouldBeNull();
        maintenance.IsScattered(Blog).ShouldBeFalse();
    }

    [Fact]
    public async Task A_repository_that_cannot_be_packed_is_told_and_does_not_stop_the_others()
    {
        await using var house = await GitFixture.StartAsync(options => options with { MaxLooseObjects = 0 });
        var maintenance = new RepositoryMaintenance(house.Store);
        await ScatterAsync(house, maintenance);
        await house.Store.CreateAsync(RepositoryName.Create("demo", "broken"), null, default);
        var broken = house.Store.PathOf(RepositoryName.Create("demo", "broken"));
        Directory.CreateDirectory(Path.Combine(broken, "objects/17"));
        File.WriteAllText(Path.Combine(broken, "objects/17", new string('0', 38)), "no object");
        File.WriteAllText(Path.Combine(broken, "config"), "[core");

        (await RunAsync(maintenance)).LastError.ShouldNotBeNull().ShouldStartWith("packing demo/broken: ");

        maintenance.IsScattered(Blog).ShouldBeFalse();
    }

    [Fact]
    public async Task A_push_ends_the_upkeep_that_runs_and_need_not_wait_for_it()
    {
        var locks = new RepositoryLocks();
        var begun = new TaskCompletionSource();
        var upkeep = locks.TryRunMaintenanceAsync(Blog, async stop =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, stop);
        }, default);
        await begun.Task;
        using (await locks.LockForPushAsync(Blog))
        {
            (await upkeep).ShouldBeFalse();
            (await locks.TryRunMaintenanceAsync(
                Blog, _ => throw new InvalidOperationException("it is not to begin"), default)).ShouldBeFalse();
        }
        (await locks.TryRunMaintenanceAsync(Blog, _ => Task.CompletedTask, default)).ShouldBeTrue();
    }

    /// <summary>Small pushes, whose objects stay files, until there are enough of them.</summary>
    private static async Task ScatterAsync(GitFixture house, RepositoryMaintenance maintenance)
    {
        await house.Store.CreateAsync(Blog, null, default);
        var tree = await house.WorkTreeAsync("work", ("a.txt", "one"));
        for (var push = 0; !maintenance.IsScattered(Blog); push++)
        {
            await house.CommitAsync(
                tree, [.. Enumerable.Range(0, 80).Select(file => ($"{push}-{file}.txt", $"{push}-{file}"))]);
            (await house.GitAsync(tree, "push", house.Url("demo/blog"), "main")).OrThrow();
        }
    }

    /// <summary>One round of the loop that a server has.</summary>
    private static async Task<LoopStatus> RunAsync(RepositoryMaintenance maintenance)
    {
        var loops = new BackgroundLoops(TimeProvider.System, NullLoggerFactory.Instance);
        var options = new BackgroundLoopOptions("maintenance") { MinBackoff = TimeSpan.FromHours(1) };
        await using var loop = loops.Start(options, maintenance.RunAsync);
        (await Polling.UntilAsync(() => loop.Status.LastRound is not null, TimeSpan.FromMinutes(2),
            TimeSpan.FromMilliseconds(10), TimeProvider.System, default)).ShouldBeTrue();
        return loop.Status;
    }
}
