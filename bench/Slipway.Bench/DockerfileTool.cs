using System.Diagnostics;
using Slipway.Linux.Processes;
using Slipway.Registry.Archives;
using Slipway.Registry.Content;

namespace Slipway.Bench;

/// <summary>
/// Another builder by its own command line, for the same work in a Dockerfile's terms: source and 25 MB of dependencies
/// in one step, as source-to-image does it, and in two steps of which the first is cached.
/// </summary>
internal sealed class DockerfileTool
{
    private const string OneStep =
        "FROM bench/base:1\nCOPY --chown=1001:0 . /tmp/src/\nRUN cp -r /opt/template venv && cp -r /tmp/src/. .\n";

    private const string TwoSteps = """
        FROM bench/base:1
        COPY --chown=1001:0 requirements.txt /tmp/src/
        RUN cp -r /opt/template venv
        COPY --chown=1001:0 . /tmp/src/
        RUN cp -r /tmp/src/. .

        """;

    private readonly string[] _build;
    private readonly string _directory;
    private readonly Times _clean, _reused, _unchanged;

    private DockerfileTool(string name, string directory, string[] build)
    {
        (_directory, _build) = (directory, build);
        (_clean, _reused, _unchanged) =
            (new Times($"{name}, clean"), new Times($"{name}, source changed"), new Times($"{name}, nothing changed"));
    }

    public IEnumerable<Times> All => [_clean, _reused, _unchanged];

    /// <summary>
    /// The tools that can be used here: docker where DOCKER_HOST names a daemon, buildah with a store of its own where
    /// it is installed.
    /// </summary>
    public static async Task<IReadOnlyList<DockerfileTool>> OpenAsync(BenchFixture fixture, Image image)
    {
        var archive = Path.Combine(fixture.Data, "base.tar");
        await using (var export = await ImageExport.OpenAsync(fixture.Content, image, "bench/base:1", default))
        await using (var file = File.Create(archive))
            export.Write(file, default);
        var tools = new List<DockerfileTool>();
        if (Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 })
        {
            (await Tool.RunAsync(["docker", "load", "-q", "-i", archive])).OrThrow();
            tools.Add(new DockerfileTool("docker build", fixture.Data, ["docker", "build", "-q", "--network", "none"]));
        }
        if (File.Exists("/usr/bin/buildah"))
        {
            string[] buildah = ["buildah", "--root", Path.Combine(fixture.Data, "buildah"),
                "--runroot", Path.Combine(fixture.Data, "buildah-run"), "--storage-driver", "overlay"];
            (await Tool.RunAsync([.. buildah, "pull", "-q", "docker-archive:" + archive])).OrThrow();
            tools.Add(new DockerfileTool("buildah bud", fixture.Data,
                [.. buildah, "bud", "-q", "--layers", "--network", "none", "--pull=never"]));
        }
        return tools;
    }

    public async Task MeasureAsync(int round)
    {
        _clean.Add(await BuildAsync(OneStep, $"clean {round}"));
        await BuildAsync(TwoSteps, $"layered {round}");
        _reused.Add(await BuildAsync(TwoSteps, $"changed {round}"));
        _unchanged.Add(await BuildAsync(TwoSteps, $"changed {round}"));
    }

    private async Task<TimeSpan> BuildAsync(string dockerfile, string text)
    {
        var context = Directory.CreateDirectory(Path.Combine(_directory, "context")).FullName;
        foreach (var (name, content) in new[]
        {
            ("app.py", text), ("requirements.txt", "same"), ("README.md", "same"), (".dockerignore", "Dockerfile\n"),
        })
            await File.WriteAllTextAsync(Path.Combine(context, name), content);
        await File.WriteAllTextAsync(Path.Combine(context, "Dockerfile"), dockerfile);
        var start = Stopwatch.GetTimestamp();
        (await Tool.RunAsync([.. _build, "-t", "bench/app:1", context])).OrThrow();
        return Stopwatch.GetElapsedTime(start);
    }
}
