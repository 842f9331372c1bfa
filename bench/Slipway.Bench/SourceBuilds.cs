using Slipway.Build.Cache;
using Slipway.Engine.Builds;
using Slipway.Linux.Processes;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Registry.Content;
using Slipway.SourceToImage;
using Slipway.Testing.Stores;

namespace Slipway.Bench;

/// <summary>
/// What a source-to-image build costs beside its assemble script, which makes 25 MB in 1,488 files; with its
/// dependencies reused; with nothing changed.
/// </summary>
internal sealed class SourceBuilds : IAsyncDisposable
{
    private const string Assemble = "#!/bin/sh\nset -e\ncp -r /opt/template venv\nmv /tmp/src/* .\n";
    private const string Install = "#!/bin/sh\nset -e\ncp -r /opt/template venv\n";
    private const string Place = "#!/bin/sh\nset -e\nmv /tmp/src/* .\n";
    private static readonly DateTimeOffset Epoch = DateTimeOffset.FromUnixTimeSeconds(1_000_000_000);
    private readonly BenchFixture _fixture;
    private readonly BuildEngine _engine;
    private readonly SourceBuilder _builder;
    private Image _base = null!;
    private int _number;

    private SourceBuilds(BenchFixture fixture)
    {
        _fixture = fixture;
        _engine = new BuildEngine(fixture.Host, fixture.Snapshots, fixture.Content);
        var cache = new BuildCache(new InMemoryCacheIndex(), fixture.Content, TimeProvider.System);
        var options = new SourceBuilderOptions(Path.Combine(fixture.Data, "source-builds"), new byte[32]);
        _builder = new SourceBuilder(_engine, fixture.Content, fixture.Images, cache, options, TimeProvider.System);
    }

    public static async Task<int> RunAsync(int rounds)
    {
        await using var bench = new SourceBuilds(await BenchFixture.OpenAsync(slots: 6));
        bench._base = await bench.MakeBaseAsync();
        var (beside, commit, assemble) =
            (new Times("clean build, all but assemble"), new Times("  of it commit"), new Times("  assemble itself"));
        var (whole, reused, unchanged) =
            (new Times("slipway, clean, assemble included"), new Times("slipway, source changed"),
                new Times("slipway, nothing changed"));
        var others = await DockerfileTool.OpenAsync(bench._fixture, bench._base);
        for (var round = 0; round < rounds; round++)
        {
            var (clean, cleanTime) = await bench.BuildAsync($"clean {round}", ("assemble", Assemble));
            var own = clean.Phases.First(phase => phase.Phase == SourcePhase.Assemble).Time;
            assemble.Add(own);
            whole.Add(cleanTime);
            beside.Add(cleanTime - own);
            commit.Add(clean.Phases.First(phase => phase.Phase == SourcePhase.Commit).Time);
            await bench.BuildAsync($"layered {round}", ("assemble", Place), ("assemble-dependencies", Install));
            reused.Add((await bench.BuildAsync(
                $"changed {round}", ("assemble", Place), ("assemble-dependencies", Install))).Time);
            unchanged.Add((await bench.BuildAsync(
                $"changed {round}", ("assemble", Place), ("assemble-dependencies", Install))).Time);
            foreach (var other in others)
                await other.MeasureAsync(round);
        }
        foreach (var times in new[] { beside, commit, assemble, whole, reused, unchanged })
            Console.WriteLine(times);
        foreach (var other in others)
            foreach (var (theirs, ours) in other.All.Zip([whole, reused, unchanged]))
                Console.WriteLine($"{theirs}   ratio {theirs.Median / ours.Median:0.0}");
        return 0;
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    private async Task<(SourceBuildResult Result, TimeSpan Time)> BuildAsync(
        string text, params (string Name, string Text)[] scripts)
    {
        var build = new SourceBuild
        {
            Builder = _base,
            Source = new SourceContent.Tree(
                Tree(("app.py", text), ("requirements.txt", "same"), ("README.md", "same"))),
            Scripts = Tree(scripts),
            DependencyFiles = ["requirements.txt"],
            Output = ImageReference.Parse("bench/app:b1"),
        };
        var start = TimeProvider.System.GetTimestamp();
        var result = await _builder.BuildAsync(build, _ => ValueTask.CompletedTask, CancellationToken.None);
        return (result, TimeProvider.System.GetElapsedTime(start));
    }

    private string Tree(params (string Name, string Text)[] files)
    {
        var directory =
            Directory.CreateDirectory(Path.Combine(_fixture.Data, "trees", (++_number).ToString())).FullName;
        foreach (var (name, text) in files)
            File.WriteAllText(Path.Combine(directory, name), text);
        return directory;
    }

    private async Task<Image> MakeBaseAsync()
    {
        const string script =
            """
            set -e
            cd "$1"; mkdir -p bin etc tmp proc sys dev run opt/app-root/src opt/template; chmod 1777 tmp; cp /bin/busybox bin/
            for applet in sh cp mv ls; do ln -s busybox bin/$applet; done
            for i in $(seq 1488); do d=opt/template/d$((i % 90)); mkdir -p $d; head -c 17600 /dev/urandom > $d/f$i; done
            chown -R 1001:0 opt/app-root
            """;
        var lease = await _fixture.Content.LeaseAsync("bench", TimeSpan.FromHours(1), CancellationToken.None);
        await using var root = await _engine.OpenAsync(LayerChain.Empty, null, CancellationToken.None);
        (await root.WithTreeAsync(tree => Tool.RunAsync(["sh", "-c", script, "sh", tree]), CancellationToken.None))
            .OrThrow();
        var layer = (await root.CommitAsync(new LayerCommit { LatestTime = Epoch }, lease, CancellationToken.None))!;
        var config = new ContainerConfig { User = "1001:0", WorkingDir = "/opt/app-root/src", Env = ["PATH=/bin"] };
        var image = new ImageConfig
        {
            Architecture = "amd64",
            Os = "linux",
            Created = Epoch,
            RootFs = new RootFileSystem([layer.DiffId]),
            History = [new HistoryEntry { Created = Epoch, CreatedBy = "bench" }],
            Config = config,
        };
        return await _fixture.Images.PutAsync(
            ImageReference.Parse("images/bench:1"), image, [layer.Blob], lease, CancellationToken.None);
    }
}
