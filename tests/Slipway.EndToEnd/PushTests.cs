using Slipway.EndToEnd.Applications;
using Slipway.EndToEnd.Installations;
using Slipway.Linux.Processes;

namespace Slipway.EndToEnd;

[Collection(SharedInstallationCollection.Name)]
public class PushTests(SharedInstallation installation)
{
    [Fact]
    public async Task A_push_goes_live_the_next_one_too_and_one_that_does_not_build_leaves_the_last_serving()
    {
        var application = await Application.CreateAsync(installation, "pushed", "nodejs:18", "--empty");
        var tree = await WorkTree.OfAsync(installation, application, "samples/hello-node");

        var first = await tree.PushAsync();
        first.ExitCode.ShouldBe(0, first.Errors);
        Remote(first).ShouldContain(line => line.StartsWith("----->"));
        Remote(first).ShouldContain($"http://pushed-demo.localhost:{installation.EdgePort}/");
        (await application.GetAsync()).ShouldBe("Hello from Slipway, world\n");

        tree.Replace("server.js", "Hello from Slipway", "Hello again");
        await tree.CommitAsync("Another greeting");
        var second = await tree.PushAsync();
        second.ExitCode.ShouldBe(0, second.Errors);
        (await application.GetAsync()).ShouldBe("Hello again, world\n");

        tree.Replace("package.json", "\"dependencies\": {", "\"dependencies\": {,");
        await tree.CommitAsync("A mistake");
        var third = await tree.PushAsync();
        Remote(third).ShouldContain(line => line.Contains("error:") && line.Contains("assemble"), third.Errors);
        Remote(third).ShouldContain(line => line.Contains("package.json"), "the cause is among the lines");
        (await application.GetAsync()).ShouldBe("Hello again, world\n");
        (await application.CurrentReleaseAsync()).ShouldBe(2);

        var head = (await tree.GitAsync("rev-parse", "HEAD")).Trim();
        (await tree.GitAsync("ls-remote", "slipway", "refs/heads/main"))
            .ShouldStartWith(head, customMessage: "the commit is stored");
        (await application.ArtifactsAsync()).Select(artifact => (string?)artifact["commit"])
            .ShouldContain((await tree.GitAsync("rev-parse", "HEAD~1")).Trim());
    }

    [Fact]
    public async Task A_push_to_another_branch_is_stored_and_says_so()
    {
        var application = await Application.CreateAsync(installation, "branches", "static");
        var tree = await WorkTree.OfAsync(installation, application, "samples/static-site");
        var pushed = await tree.PushAsync("main:refs/heads/feature");
        pushed.ExitCode.ShouldBe(0, pushed.Errors);
        Remote(pushed).ShouldContain(line => line.Contains("feature"), pushed.Errors);
        (await tree.GitAsync("ls-remote", "slipway", "refs/heads/feature")).ShouldNotBeEmpty();
        (await application.GetAsync()).ShouldContain("Your site runs.");
        (await application.CurrentReleaseAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_reads_or_pushes_without_a_token()
    {
        var application = await Application.CreateAsync(installation, "closed", "static", "--empty");
        var tree = await WorkTree.OfAsync(installation, application, "samples/static-site");
        await tree.GitAsync("config", "--unset", "credential.helper");
        (await tree.PushAsync()).ExitCode.ShouldNotBe(0);
        await tree.GitAsync(
            "remote", "set-url", "slipway", $"http://admin:slw_wrong@127.0.0.1:{installation.ApiPort}/demo/closed.git");
        (await tree.PushAsync()).ExitCode.ShouldNotBe(0);
        (await application.ReleasesAsync()).ShouldBeEmpty();
    }

    private static string[] Remote(ToolResult push) =>
        [.. push.Errors.Split('\n')
            .Where(line => line.StartsWith("remote:")).Select(line => line["remote:".Length..].Trim())];
}
