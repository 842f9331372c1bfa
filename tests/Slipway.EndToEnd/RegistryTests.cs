using Slipway.EndToEnd.Applications;
using Slipway.EndToEnd.Installations;
using Slipway.Linux.Processes;
using Slipway.Testing;

namespace Slipway.EndToEnd;

[Collection(SharedInstallationCollection.Name)]
public class RegistryTests(SharedInstallation installation)
{
    private const string Docker = "/usr/bin/docker";

    [Fact]
    public async Task An_artifact_answers_on_a_laptop_as_it_does_here()
    {
        Assert.SkipUnless(
            File.Exists(Docker) && File.Exists("/usr/bin/skopeo"), "Debian's docker.io and skopeo are needed");
        var application = await Application.CreateAsync(installation, "portable", "static");
        await application.Slipway.RunAsync("env", "set", "portable", "FALLBACK=/index.html");
        var laptop = installation.Scratch("laptop");
        var (archive, variables) = (Path.Combine(laptop, "image.tar"), Path.Combine(laptop, "variables"));
        var image =
            $"docker://127.0.0.1:{installation.ApiPort}/{(await application.ArtifactsAsync()).Single()["image"]}";

        (await CopyAsync("--src-no-creds", image, $"docker-archive:{laptop}/refused.tar")).ExitCode.ShouldNotBe(0);
        (await CopyAsync($"--src-creds=admin:{installation.Token}", image, $"docker-archive:{archive}:portable:latest"))
            .OrThrow();
        var port = FreePort.Take();
        // The daemon of the tests has no bridge: the container is in the machine's network, where 8080
        // may be somebody's.
        var exported = (await application.Slipway.RunAsync("env", "export", "portable"))
            .Split('\n').Where(line => !line.StartsWith("PORT="));
        await File.WriteAllLinesAsync(variables, exported.Append($"PORT={port}"));

        await using var docker = await DockerDaemon.StartAsync(client: Docker);
        (await docker.RunAsync(["load", "--input", archive])).OrThrow();
        (await docker.RunAsync(["run", "-d", "--name", "portable", "--network", "host", "--env-file", variables,
            "portable:latest"])).OrThrow();
        try
        {
            using var browser = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            (await Application.UntilAsync(() => AskAsync(browser, port), body =>
                body is not null, "the container answers"))!.ShouldContain("Your site runs.");
        }
        finally
        {
            await docker.RunAsync(["rm", "-f", "portable"]);
        }
    }

    [Fact]
    public async Task An_image_leaves_as_a_file_and_comes_back_as_another_name()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the server needs root");
        var file = Path.Combine(installation.Scratch("images"), "static.tar");
        await installation.Slipway.RunAsync(
            "image", "export", "cartridges/static:1.22", "--format", "oci", "--file", file);
        await installation.Slipway.RunAsync("image", "import", file, "--name", "demo/travelled:v1");
        var images = (await installation.Slipway.JsonAsync("image", "list")).AsArray()
            .ToDictionary(image => $"{image!["repository"]}:{image["tag"]}", image => (string)image!["digest"]!);
        images["demo/travelled:v1"].ShouldBe(images["cartridges/static:1.22"]);
    }

    private static async Task<string?> AskAsync(HttpClient browser, int port)
    {
        try
        {
            return await browser.GetStringAsync(new Uri($"http://127.0.0.1:{port}/nowhere"));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static Task<ToolResult> CopyAsync(string credentials, string from, string to) =>
        Tool.RunAsync(["skopeo", "--insecure-policy", "copy", "--src-tls-verify=false", credentials, from, to],
            new ToolOptions { Timeout = TimeSpan.FromMinutes(2) });
}
