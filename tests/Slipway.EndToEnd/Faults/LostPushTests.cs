using Slipway.EndToEnd.Applications;
using Slipway.EndToEnd.Installations;
using Slipway.Linux.Processes;

namespace Slipway.EndToEnd.Faults;

public class LostPushTests(SharedInstallation installation) : FaultTests(installation)
{
    // Odd enough to find its process by it.
    private const string Nap = "sleep 617.0042";

    [Fact]
    public async Task A_push_whose_server_died_before_it_knew_of_it_is_built_by_the_next_one()
    {
        var application = await Application.CreateAsync(Installation, "lost-push", "static");
        var tree = await WorkTree.OfAsync(Installation, application, "samples/static-site");
        await File.WriteAllTextAsync(tree.File("public/index.html"), "<h1>Lost and found.</h1>");
        await tree.CommitAsync("What the server does not hear of");
        var head = (await tree.GitAsync("rev-parse", "HEAD")).Trim();
        // git has updated the branch when it runs the hook, and the server learns of the push from the hook: this one
        // keeps it to itself.
        await File.WriteAllTextAsync(
            Path.Combine(Installation.Data, "run", "git-hooks", "post-receive"), $"#!/bin/sh\nexec {Nap}\n");

        var push = tree.PushAsync("+main:main");
        await Application.UntilAsync(() => tree.GitAsync("ls-remote", "slipway", "refs/heads/main"),
            heads => push.IsCompleted || heads.StartsWith(head), "the branch is updated");
        push.IsCompleted.ShouldBeFalse();
        await Servers.KillAsync(Installation);
        (await push).ExitCode.ShouldNotBe(0, "whoever pushed hears that it was cut");
        (await Tool.RunAsync(["kill", $"{Naps().Single()}"])).OrThrow();
        (await application.GetAsync()).ShouldContain("Your site runs.");

        await Installation.StartServerAsync();
        await Application.UntilAsync(
            () => application.GetAsync(), page => page.Contains("Lost and found."), "the push is live");
        ((string)(await application.ReleasesAsync())[^1]["reason"]!).ShouldContain(head[..10]);

        await Servers.KillAsync(Installation);
        await Installation.StartServerAsync();
        (await application.Slipway.RunAsync("env", "set", application.Name, "A=1")).ShouldNotBeNull();
        (await application.ReleasesAsync())
            .Select(release => (int)release["version"]!).ShouldBe([1, 2, 3], "it is built once");
        await application.Slipway.RunAsync("app", "delete", application.Name, "--yes");
    }

    private static IEnumerable<int> Naps() => Directory.EnumerateDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), out var pid) ? pid : 0)
        .Where(pid => pid > 0 && Traces.Read($"/proc/{pid}/cmdline").Replace('\0', ' ').StartsWith(Nap));
}
