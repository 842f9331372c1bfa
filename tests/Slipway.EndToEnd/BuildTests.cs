using Slipway.EndToEnd.Applications;
using Slipway.EndToEnd.Installations;
using Slipway.Linux.Processes;

namespace Slipway.EndToEnd;

[Collection(SharedInstallationCollection.Name)]
public class BuildTests(SharedInstallation installation)
{
    [Fact]
    public async Task A_directory_is_built_and_the_same_once_more_is_nothing_new()
    {
        var application = await Application.CreateAsync(installation, "from-directory", "static", "--empty");
        var source = Site("A directory");
        await application.Slipway.RunAsync("build", application.Name, "--source", source);
        (await application.GetAsync()).ShouldContain("A directory");

        var again = await application.Slipway.TryAsync("build", application.Name, "--source", source);
        again.ExitCode.ShouldBe(0, again.Errors);
        (await application.ArtifactsAsync()).Select(artifact => (string)artifact["digest"]!)
            .Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_archive_is_built()
    {
        var application = await Application.CreateAsync(installation, "from-archive", "static", "--empty");
        var archive = Path.Combine(installation.Scratch("archives"), "site.tgz");
        (await Tool.RunAsync(["tar", "-C", Site("An archive"), "-czf", archive, "."])).OrThrow();
        await application.Slipway.RunAsync("build", application.Name, "--archive", archive);
        (await application.GetAsync()).ShouldContain("An archive");
    }

    [Fact]
    public async Task A_binary_runs_as_it_is()
    {
        var application = await Application.CreateAsync(installation, "from-binary", "nodejs:18", "--empty");
        var binary = Path.Combine(installation.Scratch("binaries"), "server.js");
        await File.WriteAllTextAsync(binary, "require('http').createServer((_, response) => response.end('a " +
            "binary')).listen(process.env.PORT || 8080);\n");
        await application.Slipway.RunAsync("build", application.Name, "--binary", binary);
        (await application.GetAsync()).ShouldBe("a binary");
    }

    [Theory]
    [InlineData("build", "unbuilt", "--source", "/no/such/directory", 66)]
    [InlineData("build", "unbuilt", "--archive", "/etc/passwd", 65)]
    [InlineData("app", "create", "UPPER", "--cartridge=static", 65)]
    [InlineData("app", "create", "strange", "--cartridge=no-such-cartridge", 66)]
    public async Task A_mistake_is_told_with_its_cause_and_changes_nothing(
        string first, string second, string third, string fourth, int code)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "gears need root");
        if ((await installation.Slipway.TryAsync("app", "show", "unbuilt")).ExitCode != 0)
            await Application.CreateAsync(installation, "unbuilt", "static", "--empty");
        var mistake = await installation.Slipway.TryAsync(first, second, third, fourth);
        mistake.ExitCode.ShouldBe(code, mistake.Errors);
        mistake.Errors.ShouldContain("error: ");
        (await installation.Slipway.JsonAsync("app", "list")).AsArray()
            .Select(application => (string)application!["name"]!).ShouldNotContain("strange");
    }

    private string Site(string title)
    {
        var directory = installation.Scratch("site-" + title.Replace(' ', '-'));
        File.WriteAllText(Path.Combine(directory, "index.html"), $"<h1>{title}</h1>");
        return directory;
    }
}
