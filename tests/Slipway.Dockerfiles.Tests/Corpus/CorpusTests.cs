using System.Text;
using System.Text.Json.Nodes;
using Slipway.Linux.Processes;
using Slipway.Oci.Json;
using Slipway.Registry.Content;
using Slipway.Testing;
using Slipway.Testing.Builds;

namespace Slipway.Dockerfiles.Tests.Corpus;

/// <summary>
/// Each Dockerfile is built here and by Debian's docker (the classic builder, or BuildKit where that alone knows it)
/// from the same base: configuration and files are equal.
/// </summary>
public sealed class CorpusTests(BuildMachine machine, CorpusDaemon daemon) : IClassFixture<BuildMachine>,
    IClassFixture<CorpusDaemon>
{
    public static TheoryData<string> Names => [.. CorpusCase.All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_Dockerfile_gives_what_docker_gives(string name)
    {
        var one = CorpusCase.All.Single(one => one.Name == name);
        using var context = await ContextDirectory.MakeAsync(one.Dockerfile, one.Script);
        var arguments = (one.Arguments ?? [])
            .Select(argument => argument.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        var (image, _) = await machine.BuildAsync(context.Build() with { Target = one.Target, Arguments = arguments });
        var (config, tree) = await daemon.BuildAsync(machine.BaseArchive, context.Path, one);
        NormalizedConfig.Of(Encoding.UTF8.GetString(OciJson.Write(image.Config)), withHistory: !one.BuildKit)
            .ShouldBe(NormalizedConfig.Of(config, withHistory: !one.BuildKit));
        Differences(TreeOf(image), tree).ShouldBeEmpty();
    }

    /// <summary>
    /// Lines that only one of them has: a tree is too long to be shown whole. BuildKit leaves what it mounts on, which
    /// the base has not.
    /// </summary>
    private static IEnumerable<string> Differences(string here, string there)
    {
        string[] mountPoints = ["dev Directory 755 0:0", "proc Directory 755 0:0", "sys Directory 755 0:0"];
        var (own, docker) = (here.Split('\n'), there.Split('\n').Except(mountPoints).ToList());
        return own.Except(docker)
            .Select(line => "here: " + line).Concat(docker.Except(own).Select(line => "docker: " + line));
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

    internal async Task<(string Config, string Tree)> BuildAsync(string baseArchive, string context, CorpusCase one)
    {
        if (!_hasBase)
            (await _daemon.RunAsync(["import", baseArchive, "busybox:1"])).OrThrow();
        _hasBase = true;
        string[] options = [.. one.Target is null ? [] : new[] { "--target", one.Target },
            .. (one.Arguments ?? []).SelectMany(argument => new[] { "--build-arg", argument })];
        var builder = new ToolOptions
        {
            Timeout = TimeSpan.FromMinutes(3),
            Environment = new Dictionary<string, string> { ["DOCKER_BUILDKIT"] = one.BuildKit ? "1" : "0" },
        };
        (await _daemon.RunAsync(["build", "--network=none", "--tag", "corpus", .. options, context], builder))
            .OrThrow();
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
        return (await File.ReadAllTextAsync(Path.Combine(saved, manifest["Config"]!.GetValue<string>())),
            merged.ToString());
    }
}
