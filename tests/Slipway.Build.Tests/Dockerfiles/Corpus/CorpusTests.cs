using System.Text;
using System.Text.Json.Nodes;
using Slipway.Linux.Processes;
using Slipway.Oci.Json;
using Slipway.Registry.Content;
using Slipway.Testing;

namespace Slipway.Build.Tests.Dockerfiles.Corpus;

/// <summary>Each Dockerfile is built here and by Debian's docker (the classic builder) from the same base: configuration and files are equal.</summary>
public sealed class CorpusTests(BuildMachine machine, CorpusDaemon daemon) : IClassFixture<BuildMachine>, IClassFixture<CorpusDaemon>
{
    public static TheoryData<string> Names => [.. CorpusCase.All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_Dockerfile_gives_what_docker_gives(string name)
    {
        var one = CorpusCase.All.Single(one => one.Name == name);
        using var context = await TestContext.MakeAsync(one.Dockerfile, one.Script);
        var arguments = (one.Arguments ?? []).Select(argument => argument.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        var (image, _) = await machine.BuildAsync(context.Build() with { Target = one.Target, Arguments = arguments });
        var (config, tree) = await daemon.BuildAsync(machine.BaseArchive, context.Path, one.Target, one.Arguments ?? []);
        NormalizedConfig.Of(Encoding.UTF8.GetString(OciJson.Write(image.Config))).ShouldBe(NormalizedConfig.Of(config));
        TreeOf(image).ShouldBe(tree);
    }

    private string TreeOf(Image image)
    {
        var merged = new MergedLayers();
        foreach (var layer in image.Manifest.Layers)
        {
            using var blob = machine.Content.OpenRead(layer.Digest);
            merged.Apply(blob);
        }
        return merged.ToString();
    }
}

/// <summary>The docker daemon with the base image.</summary>
public sealed class CorpusDaemon : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private DockerDaemon _daemon = null!;
    private bool _hasBase;

    public async ValueTask InitializeAsync() => _daemon = await DockerDaemon.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _daemon.DisposeAsync();
        _directory.Dispose();
    }

    public async Task<(string Config, string Tree)> BuildAsync(string baseArchive, string context, string? target, string[] arguments)
    {
        if (!_hasBase)
            (await _daemon.RunAsync(["import", baseArchive, "busybox:1"])).OrThrow();
        _hasBase = true;
        string[] options = [.. target is null ? [] : new[] { "--target", target }, .. arguments.SelectMany(argument => new[] { "--build-arg", argument })];
        var classic = new ToolOptions { Timeout = TimeSpan.FromMinutes(3), Environment = new Dictionary<string, string> { ["DOCKER_BUILDKIT"] = "0" } };
        (await _daemon.RunAsync(["build", "--network=none", "--tag", "corpus", .. options, context], classic)).OrThrow();
        var saved = Directory.CreateDirectory(_directory.File(Guid.NewGuid().ToString("n"))).FullName;
        (await _daemon.RunAsync(["save", "--output", Path.Combine(saved, "image.tar"), "corpus"])).OrThrow();
        (await Tool.RunAsync(["tar", "-xf", "image.tar"], new ToolOptions { WorkingDirectory = saved })).OrThrow();
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(saved, "manifest.json")))![0]!;
        var merged = new MergedLayers();
        foreach (var layer in manifest["Layers"]!.AsArray())
        {
            await using var tar = File.OpenRead(Path.Combine(saved, layer!.GetValue<string>()));
            merged.Apply(tar);
        }
        return (await File.ReadAllTextAsync(Path.Combine(saved, manifest["Config"]!.GetValue<string>())), merged.ToString());
    }
}
