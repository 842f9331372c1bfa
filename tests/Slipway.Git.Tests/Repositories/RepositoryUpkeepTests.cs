using Slipway.Git.Repositories;
using Slipway.Linux.Files;

namespace Slipway.Git.Tests.Repositories;

public sealed class RepositoryUpkeepTests
{
    private static readonly RepositoryName Blog = RepositoryName.Create("demo", "blog");

    [Fact]
    public async Task A_repository_of_many_small_files_is_packed_by_its_user_and_all_of_it_stays_readable()
    {
        await using var house = await GitFixture.StartAsync(options => options with { MostLooseObjects = 0 });
        var upkeep = new RepositoryUpkeep(house.Store);
        await ScatterAsync(house, upkeep);

        await upkeep.RunAsync(Fail, default);

        upkeep.IsScattered(Blog).ShouldBeFalse();
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
        await using var house = await GitFixture.StartAsync(options => options with { MostLooseObjects = 0 });
        var upkeep = new RepositoryUpkeep(house.Store);
        await ScatterAsync(house, upkeep);
        using (await house.Store.Turns.PushAsync(Blog))
            await upkeep.RunAsync(Fail, default);
        upkeep.IsScattered(Blog).ShouldBeTrue();
        await upkeep.RunAsync(Fail, default);
        upkeep.IsScattered(Blog).ShouldBeFalse();
    }

    [Fact]
    public async Task A_repository_that_cannot_be_packed_is_told_and_does_not_stop_the_others()
    {
        await using var house = await GitFixture.StartAsync(options => options with { MostLooseObjects = 0 });
        var upkeep = new RepositoryUpkeep(house.Store);
        await ScatterAsync(house, upkeep);
        await house.Store.CreateAsync(RepositoryName.Create("demo", "broken"), null, default);
        var broken = house.Store.PathOf(RepositoryName.Create("demo", "broken"));
        Directory.CreateDirectory(Path.Combine(broken, "objects/17"));
        File.WriteAllText(Path.Combine(broken, "objects/17", new string('0', 38)), "no object");
        File.WriteAllText(Path.Combine(broken, "config"), "[core");
        var told = new List<string>();

        await upkeep.RunAsync(told.Add, default);

        told.ShouldHaveSingleItem().ShouldContain("demo/broken");
        upkeep.IsScattered(Blog).ShouldBeFalse();
    }

    [Fact]
    public async Task A_push_ends_the_upkeep_that_runs_and_need_not_wait_for_it()
    {
        var turns = new PushTurns();
        var begun = new TaskCompletionSource();
        var upkeep = turns.TryAsync(Blog, async stop =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, stop);
        }, default);
        await begun.Task;
        using (await turns.PushAsync(Blog))
        {
            (await upkeep).ShouldBeFalse();
            (await turns.TryAsync(Blog, _ => throw new InvalidOperationException("it is not to begin"), default)).ShouldBeFalse();
        }
        (await turns.TryAsync(Blog, _ => Task.CompletedTask, default)).ShouldBeTrue();
    }

    /// <summary>Small pushes, whose objects stay files, until there are enough of them.</summary>
    private static async Task ScatterAsync(GitFixture house, RepositoryUpkeep upkeep)
    {
        await house.Store.CreateAsync(Blog, null, default);
        var tree = await house.WorkTreeAsync("work", ("a.txt", "one"));
        for (var push = 0; !upkeep.IsScattered(Blog); push++)
        {
            await house.CommitAsync(tree, [.. Enumerable.Range(0, 80).Select(file => ($"{push}-{file}.txt", $"{push}-{file}"))]);
            (await house.GitAsync(tree, "push", house.Url("demo/blog"), "main")).OrThrow();
        }
    }

    private static void Fail(string report) => throw new InvalidOperationException(report);
}
