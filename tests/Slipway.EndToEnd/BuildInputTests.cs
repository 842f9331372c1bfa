using System.Security.Cryptography;
using Slipway.EndToEnd.Applications;
using Slipway.EndToEnd.Installations;

namespace Slipway.EndToEnd;

/// <summary>What a build alone sees reaches its scripts, and is found nowhere afterwards.</summary>
[Collection(SharedInstallationCollection.Name)]
public class BuildInputTests(SharedInstallation installation)
{
    /// <summary>
    /// A build script that shows that it has the inputs by their hash, and prints them as careless scripts do.
    /// </summary>
    private const string Assemble = """
        #!/bin/sh
        set -e
        cd "$HOME"
        cp -r /tmp/src/. ./
        mkdir -p public
        cat /run/secrets/npmrc
        echo "the variable is $BUILD_WORD"
        while [ "$(date +%s)" -lt "${BUILD_UNTIL:-0}" ]; do sleep 1; done
        cat /proc/self/mountinfo | grep -q ' /run/secrets/npmrc .* - tmpfs '
        printf '%s %s\n' "$(cat /run/secrets/npmrc | sha256sum | cut -c1-64)" "$(printf %s "$BUILD_WORD" | sha256sum | cut -c1-64)" > public/index.html
        """;

    private readonly string _secret = "secret-" + RandomNumberGenerator.GetHexString(24, lowercase: true);
    private readonly string _variable = "variable-" + RandomNumberGenerator.GetHexString(24, lowercase: true);

    private string Seen => $"{HashOf(_secret)} {HashOf(_variable)}";

    [Fact]
    public async Task Secrets_of_one_build_are_in_no_layer_record_log_answer_or_file()
    {
        var application = await Application.CreateAsync(installation, "private", "static", "--empty");
        var build = await application.Slipway.TryAsync("build", "private", "--source", Source("private"), "--secret",
            $"npmrc={SecretFile("private")}", "--build-env", $"BUILD_WORD={_variable}",
            "--timeout", "5m", "--memory", "1g", "--pids", "256", "--disk", "1g", "--cpus", "1.5");
        build.ExitCode.ShouldBe(0, build.Errors);
        (build.Output + build.Errors).ShouldContain("the variable is ******");
        (await application.GetAsync()).ShouldContain(Seen);
        await ShouldBeNowhereAsync(application);
    }

    [Fact]
    public async Task Secrets_of_an_application_reach_a_push_and_are_as_hidden()
    {
        var application = await Application.CreateAsync(installation, "private-push", "static", "--empty");
        await application.Slipway.RunAsync(
            "build-secret", "set", "private-push", $"npmrc={SecretFile("private-push")}");
        await application.Slipway.RunAsync("build-env", "set", "private-push", $"BUILD_WORD={_variable}");
        var tree = await WorkTree.OfAsync(installation, application, "samples/static-site");
        Write(tree.Path);
        await tree.CommitAsync("With a script of its own");
        (await tree.PushAsync()).OrThrow().Errors.ShouldContain("the variable is ******");
        (await application.GetAsync()).ShouldContain(Seen);
        (await application.Slipway.JsonAsync("build-secret", "list", "private-push"))
            .AsArray().ShouldHaveSingleItem()!["name"]!.GetValue<string>().ShouldBe("npmrc");
        await ShouldBeNowhereAsync(application);

        await application.Slipway.RunAsync("build-secret", "unset", "private-push", "npmrc");
        tree.Replace("public/index.html", "<", "<!-- changed --><");
        await tree.CommitAsync("Another");
        var push = await tree.PushAsync();
        push.Errors.ShouldContain("/run/secrets/npmrc: No such file", customMessage: push.Errors);
    }

    [Fact]
    public async Task A_server_that_is_killed_in_a_build_is_followed_by_one_that_ends_the_build_and_leaves_nothing()
    {
        var application = await Application.CreateAsync(installation, "private-crash", "static", "--empty");
        var before = Waiting();
        var until = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 20;
        var build = application.Slipway.TryAsync("build", "private-crash", "--source", Source("private-crash"),
            "--secret", $"npmrc={SecretFile("private-crash")}", "--build-env", $"BUILD_WORD={_variable}",
            "--build-env", $"BUILD_UNTIL={until}");
        await Application.UntilAsync(
            () => Task.FromResult(Waiting()), count => count > before, "the script has its secrets");
        await Servers.KillAsync(installation);
        await installation.StartServerAsync();
        var ended = await build;
        ended.ExitCode.ShouldBe(0, ended.Errors);
        (await application.GetAsync()).ShouldContain(Seen);
        await ShouldBeNowhereAsync(application);
    }

    /// <summary>How many builds have come to where their script has shown that it has its secrets.</summary>
    private int Waiting() => Directory.Exists(Path.Combine(installation.Data, "logs", "builds"))
        ? Directory.EnumerateFiles(Path.Combine(installation.Data, "logs", "builds"), "*.log",
            SearchOption.AllDirectories).Count(file => ReadShared(file).Contains("the variable is ******"))
        : 0;

    private static string ReadShared(string file)
    {
        using var reader = new StreamReader(
            new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }

    private async Task ShouldBeNowhereAsync(Application application)
    {
        var needles = new Needles(installation, application.Name, _secret, _variable);
        await needles.ShouldBeInNoFileAsync();
        await needles.ShouldBeInNoLayerOfAsync((string)(await application.ArtifactsAsync())[0]["image"]!);
        foreach (var answer in await AnswersAsync(application.Name))
            (answer.Contains(_secret) || answer.Contains(_variable)).ShouldBeFalse(answer);
    }

    private async Task<IReadOnlyList<string>> AnswersAsync(string name)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = new Uri(installation.Api + "/api/v1/"),
        };
        client.DefaultRequestHeaders.Authorization = new("Bearer", installation.Token);
        var answers = new List<string>();
        foreach (var path in new[]
        {
            "", "/environment", "/environment?resolved=true", "/releases", "/artifacts",
            "/build-environment", "/build-secrets", "/logs",
        })
            answers.Add(await client.GetStringAsync(new Uri($"applications/demo/{name}{path}", UriKind.Relative)));
        return answers;
    }

    private string Source(string name)
    {
        var directory = installation.Scratch("source-" + name);
        Write(directory);
        return directory;
    }

    private static void Write(string source)
    {
        var script = Path.Combine(Directory.CreateDirectory(Path.Combine(source, ".s2i", "bin")).FullName, "assemble");
        File.WriteAllText(script, Assemble);
        File.SetUnixFileMode(script, (UnixFileMode)0b111_101_101);
    }

    private string SecretFile(string name)
    {
        var file = Path.Combine(installation.Scratch("secret-" + name), "npmrc");
        File.WriteAllText(file, _secret);
        return file;
    }

    private static string HashOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
}
