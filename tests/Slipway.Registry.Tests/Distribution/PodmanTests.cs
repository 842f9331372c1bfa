using Slipway.Linux.Processes;
using Slipway.Oci;
using Slipway.Testing;
using Slipway.Testing.Registries;

namespace Slipway.Registry.Tests.Distribution;

public sealed class PodmanTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private RegistryServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await RegistryServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Tool.RunAsync(Podman("image", "unmount", "--all"));
        await Tool.RunAsync(["umount", "-l", _directory.File("root/overlay")]);
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_pulls_the_files_with_all_they_carry_and_pushes_them_back(bool gzip)
    {
        var sample = await SampleImage.MakeAsync(_directory.Path, gzip);
        await RegistryClient.PushAsync(_server, "demo/app", "v1", sample, _cancel);
        await RunAsync("pull", "--quiet", "--tls-verify=false", "--creds", $"dev:{RegistryServer.Secret}",
            $"{_server.Address}/demo/app:v1");
        var root = (await RunAsync("image", "mount", $"{_server.Address}/demo/app:v1")).Output.Trim();
        File.Exists($"{root}/etc/removed").ShouldBeFalse();
        Directory.EnumerateFiles($"{root}/opaque").Select(Path.GetFileName).ShouldBe(["above"]);
        (await Tool.RunAsync(["getcap", $"{root}/bin/hard"], null, _cancel)).OrThrow().Output
            .ShouldContain("cap_net_bind_service=ep");
        (await Tool.RunAsync(["getfattr", "--only-values", "-n", "user.colour", $"{root}/bin/capable"], null, _cancel))
            .OrThrow();
        (await Tool.RunAsync(["stat", "-c", "%h %a", $"{root}/bin/capable"], null, _cancel))
            .OrThrow().Output.Trim().ShouldBe("2 4755");

        await RunAsync("push", "--quiet", "--tls-verify=false", "--creds", $"dev:{RegistryServer.Secret}",
            $"{_server.Address}/demo/app:v1", $"{_server.Address}/staging/app:back");
        var back = (await _server.Images.FindAsync(ImageReference.Parse("staging/app:back"), _cancel))
            .ShouldNotBeNull();
        back.Config.RootFs.DiffIds.ShouldBe(sample.Config.RootFs.DiffIds);
    }

    private async Task<ToolResult> RunAsync(params string[] arguments) => (await Tool.RunAsync(
        Podman(arguments), new ToolOptions { Timeout = TimeSpan.FromMinutes(2) }, _cancel)).OrThrow();

    private List<string> Podman(params string[] arguments) =>
        ["podman", "--root", _directory.File("root"), "--runroot", _directory.File("run"), "--tmpdir",
            _directory.File("tmp"), "--storage-driver", "overlay", .. arguments];
}
