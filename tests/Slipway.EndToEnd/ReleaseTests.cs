using Slipway.EndToEnd.Applications;
using Slipway.EndToEnd.Installations;

namespace Slipway.EndToEnd;

[Collection(SharedInstallationCollection.Name)]
public class ReleaseTests(SharedInstallation installation)
{
    [Fact]
    public async Task The_environment_changes_by_a_release_and_goes_back_by_one_and_nothing_is_built()
    {
        var application = await Application.CreateAsync(installation, "settings", "static");
        var artifact = (await application.ArtifactsAsync()).Single();
        (await StatusAsync(application, "/nowhere")).ShouldBe(404);

        await application.Slipway.RunAsync("env", "set", "settings", "FALLBACK=/index.html", "OTHER=a b=c");
        (await application.GetAsync("/nowhere")).ShouldContain("Your site runs.");
        (await application.Slipway.RunAsync("env", "list", "settings")).ShouldContain("a b=c");

        await application.Slipway.RunAsync("rollback", "settings", "v1");
        (await StatusAsync(application, "/nowhere")).ShouldBe(404);

        await application.Slipway.RunAsync("rollback", "settings", "v2");
        await application.Slipway.RunAsync("env", "unset", "settings", "FALLBACK");
        (await StatusAsync(application, "/nowhere")).ShouldBe(404);

        var releases = await application.ReleasesAsync();
        releases.Select(release => (int)release["version"]!).ShouldBe([1, 2, 3, 4, 5]);
        releases.Single(release => (bool)release["current"]!)["version"]!.GetValue<int>().ShouldBe(5);
        releases.Select(release => (string)release["artifact"]!).Distinct().Count().ShouldBe(1);
        var only = (await application.ArtifactsAsync()).ShouldHaveSingleItem();
        ((string)only["digest"]!).ShouldBe((string)artifact["digest"]!);
    }

    [Fact]
    public async Task An_application_grows_and_shrinks()
    {
        var application = await Application.CreateAsync(installation, "sized", "static");
        await application.Slipway.RunAsync("scale", "sized", "3");
        var three = await application.GearsAsync();
        three.Count(gear => (string)gear["state"]! == "running").ShouldBe(3);
        three.Select(gear => (string?)gear["address"]).Distinct().Count().ShouldBe(3);
        await application.GetAsync();
        await application.Slipway.RunAsync("scale", "sized", "1");
        (await application.GearsAsync()).Count.ShouldBe(1);
        await application.GetAsync();
        (await application.ReleasesAsync()).Count.ShouldBe(1, "a scale is no release");
    }

    [Fact]
    public async Task Gears_get_other_limits_by_a_release_and_feel_them()
    {
        var application = await Application.CreateAsync(
            installation, "limited", "static", "--memory", "256m", "--disk", "64m");
        (await DiskAsync(application)).ShouldBeInRange(32 << 10, 64 << 10);
        await application.Slipway.RunAsync(
            "limits", "set", "limited", "--disk", "256m", "--pids", "64", "--cpus", "0.5");
        (await DiskAsync(application)).ShouldBeInRange(128 << 10, 256 << 10);
        (await application.ReleasesAsync()).Select(release => (string)release["reason"]!)
            .Last().ShouldBe("cpus 0.5, pids 64, disk 256 MiB");
        (await application.Slipway.RunAsync("app", "show", "limited"))
            .ShouldContain("memory 256 MiB, cpus 0.5, pids 64, disk 256 MiB");
        var greedy = await application.Slipway.TryAsync(
            "exec", "limited", "--", "sh", "-c", "for i in $(seq 100); do sleep 30 & done; wait");
        greedy.ExitCode.ShouldNotBe(0);
        greedy.Errors.ToLowerInvariant().ShouldContain("fork");
        (await application.Slipway.TryAsync("limits", "set", "limited", "--memory", "1k")).ExitCode.ShouldBe(65);
        (await application.Slipway.TryAsync("limits", "set", "limited", "--memory", "much")).ExitCode.ShouldBe(64);
        await application.GetAsync();
    }

    [Fact]
    public async Task A_change_that_does_not_come_to_life_is_told_and_taken_back()
    {
        var application = await Application.CreateAsync(installation, "broken", "static");
        var change = await application.Slipway.TryAsync("env", "set", "broken", "NGINX_LOG_LEVEL=nonsense");
        change.ExitCode.ShouldNotBe(0);
        change.Errors.ShouldContain("nonsense", customMessage: "the gear's last lines tell the cause");
        change.Errors.ShouldContain("exit code");
        await application.GetAsync();
        (await application.Slipway.RunAsync("env", "list", "broken")).ShouldNotContain("nonsense");
        (await application.CurrentReleaseAsync()).ShouldBe(1);
        (await application.GearsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_deleted_application_is_gone_with_all_it_had()
    {
        var application = await Application.CreateAsync(installation, "mortal", "static");
        (await application.Slipway.TryAsync("app", "delete", "mortal")).ExitCode
            .ShouldBe(64, "it asks, and nobody is there to answer");
        await application.GetAsync();
        await application.Slipway.RunAsync("app", "delete", "mortal", "--yes");
        (await StatusAsync(application, "/")).ShouldBe(404);
        (await application.Slipway.TryAsync("app", "show", "mortal")).ExitCode.ShouldBe(66);
        (await application.Slipway.RunAsync("app", "list")).ShouldNotContain("mortal");
        (await application.Slipway.RunAsync("image", "list")).ShouldNotContain("mortal");
        Directory.EnumerateFileSystemEntries(
            Path.Combine(installation.Data, "repositories"), "mortal*", SearchOption.AllDirectories).ShouldBeEmpty();
        await application.Slipway.RunAsync("app", "create", "mortal", "--cartridge", "static");
        await application.GetAsync();
    }

    private static async Task<int> StatusAsync(Application application, string path)
    {
        using var response = await application.TryGetAsync(path);
        return (int)response.StatusCode;
    }

    /// <summary>The size of a gear's writable root in KiB.</summary>
    private static async Task<int> DiskAsync(Application application) =>
        int.Parse((await application.ExecAsync("df", "-k", "--output=size", "/")).Split('\n')[1].Trim(),
            System.Globalization.CultureInfo.InvariantCulture);
}
