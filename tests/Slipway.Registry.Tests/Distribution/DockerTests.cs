using Slipway.Linux.Processes;
using Slipway.Oci;
using Slipway.Testing;
using Slipway.Testing.Registries;

namespace Slipway.Registry.Tests.Distribution;

public sealed class DockerTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private RegistryServer _server = null!;
    private DockerDaemon _docker = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RegistryServer.StartAsync();
        _docker = await DockerDaemon.StartAsync(cancel: _cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _docker.DisposeAsync();
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task It_pulls_compressed_and_uncompressed_layers_and_pushes_them_back()
    {
        (await _docker.RunAsync(["pull", $"{_server.Address}/demo/app:v1"], cancel: _cancel)).Errors
            .ShouldContain("no basic auth credentials");
        await LoginAsync("dev");
        foreach (var gzip in new[] { true, false })
        {
            var sample = await SampleImage.MakeAsync(
                Directory.CreateDirectory(_directory.File($"gzip-{gzip}")).FullName, gzip);
            var tag = gzip ? "compressed" : "plain";
            await RegistryClient.PushAsync(_server, "demo/app", tag, sample, _cancel);
            await RunAsync("pull", "--quiet", $"{_server.Address}/demo/app:{tag}");
            await RunAsync("tag", $"{_server.Address}/demo/app:{tag}", $"{_server.Address}/staging/app:{tag}");
            await RunAsync("push", "--quiet", $"{_server.Address}/staging/app:{tag}");
            var back = (await _server.Images.FindAsync(ImageReference.Parse($"staging/app:{tag}"), _cancel))
                .ShouldNotBeNull();
            back.Config.RootFs.DiffIds.ShouldBe(sample.Config.RootFs.DiffIds);
        }
        await RunAsync("create", "--name", "sample", "--network", "none", $"{_server.Address}/demo/app:plain");
        await RunAsync("export", "--output", _directory.File("export.tar"), "sample");
        var names = (await Tool.RunAsync(["tar", "--list", "--file", _directory.File("export.tar")], null, _cancel))
            .OrThrow().Output.Split('\n');
        names.ShouldContain("opaque/above");
        names.ShouldNotContain("opaque/below");
        names.ShouldNotContain("etc/removed");
    }

    [Fact]
    public async Task A_foreign_user_can_neither_pull_nor_push_and_a_wrong_token_cannot_log_in()
    {
        var sample = await SampleImage.MakeAsync(_directory.Path, gzip: true);
        await RegistryClient.PushAsync(_server, "demo/app", "v1", sample, _cancel);
        await RegistryClient.PushAsync(_server, "images/debian", "12", sample, _cancel);
        var wrong = await _docker.RunAsync(["login", "--username", "dev", "--password-stdin", _server.Address],
            new ToolOptions { Input = "wrong"u8.ToArray() }, _cancel);
        wrong.Succeeded.ShouldBeFalse();
        await LoginAsync("eve");
        (await _docker.RunAsync(["pull", $"{_server.Address}/demo/app:v1"], cancel: _cancel)).Errors
            .ShouldContain("denied");
        await RunAsync("pull", "--quiet", $"{_server.Address}/images/debian:12");
        await RunAsync("tag", $"{_server.Address}/images/debian:12", $"{_server.Address}/demo/app:v1");
        (await _docker.RunAsync(["push", $"{_server.Address}/demo/app:v1"], cancel: _cancel)).Errors
            .ShouldContain("denied");
    }

    private async Task LoginAsync(string user)
    {
        var options = new ToolOptions { Input = System.Text.Encoding.UTF8.GetBytes(RegistryServer.Secret) };
        (await _docker.RunAsync(["login", "--username", user, "--password-stdin", _server.Address], options, _cancel))
            .OrThrow();
    }

    private async Task RunAsync(params string[] arguments) =>
        (await _docker.RunAsync(arguments, cancel: _cancel)).OrThrow();
}
