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
        await using var fixture = await GitFixture.StartAsync(options => options with { MaxLooseObjects = 0 });
        var maintenance = new RepositoryMaintenance(fixture.Store);
        await ScatterAsync(fixture, maintenance);

        (await RunAsync(maintenance)).LastError.ShouldBeNull();

        maintenance.IsScattered(Blog).ShouldBeFalse();
        var objects = Path.Combine(fixture.Store.PathOf(Blog), "objects");
        var pack = Directory.GetFiles(Path.Combine(objects, "pack"), "*.pack").ShouldHaveSingleItem();
        using (var directory = DirectoryHandle.Open(Path.GetDirectoryName(pack)!))
            directory.Stat(RawPath.Of(Path.GetFileName(pack))).Uid.ShouldBe(fixture.Store.JailOf(Blog).User);
        (await fixture.GitAsync(fixture.File("."), "clone", "--quiet", fixture.Url("demo/blog"), "copy")).OrThrow();
        File.ReadAllText(fixture.File("copy/0-0.txt")).ShouldBe("0-0");
        await fixture.CommitAsync(fixture.File("work"), ("later.txt", "later"));
        (await fixture.GitAsync(fixture.File("work"), "push", fixture.Url("demo/blog"), "main")).OrThrow();
    }

    [Fact]
    public async Task Nothing_is_packed_while_somebody_pushes()
    {
        await using var fixture = await GitFixture.StartAsync(options => options with { MaxLooseObjects = 0 });
        var maintenance = new RepositoryMaintenance(fixture.Store);
        await ScatterAsync(fixture, maintenance);
        using (await fixture.Store.Locks.LockForPushAsync(Blog))
            (await RunAsync(maintenance)).LastError.ShouldBeNull();
        maintenance.IsScattered(Blog).ShouldBeTrue();
        (await RunAsync(maintenance)).LastError.ShouldBeNull();
        maintenance.IsScattered(Blog).ShouldBeFalse();
    }

    [Fact]
    public async Task A_repository_that_cannot_be_packed_is_told_and_does_not_stop_the_others()
    {
        await using var fixture = await GitFixture.StartAsync(options => options with { MaxLooseObjects = 0 });
        var maintenance = new RepositoryMaintenance(fixture.Store);
        await ScatterAsync(fixture, maintenance);
        await fixture.Store.CreateAsync(RepositoryName.Create("demo", "broken"), null, default);
        var broken = fixture.Store.PathOf(RepositoryName.Create("demo", "broken"));
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
    private static async Task ScatterAsync(GitFixture fixture, RepositoryMaintenance maintenance)
    {
        await fixture.Store.CreateAsync(Blog, null, default);
        var tree = await fixture.WorkTreeAsync("work", ("a.txt", "one"));
        for (var push = 0; !maintenance.IsScattered(Blog); push++)
        {
            await fixture.CommitAsync(
                tree, [.. Enumerable.Range(0, 80).Select(file => ($"{push}-{file}.txt", $"{push}-{file}"))]);
            (await fixture.GitAsync(tree, "push", fixture.Url("demo/blog"), "main")).OrThrow();
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
