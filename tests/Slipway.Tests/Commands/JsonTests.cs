using System.CommandLine;
using System.Text.Json.Nodes;
using Slipway.Commands;
using Slipway.Factory.Identity;
using Slipway.Factory.Naming;
using Slipway.Factory.Records;
using Slipway.Linux.Processes;

namespace Slipway.Tests.Commands;

/// <summary>What every verb prints with `--output json` is one document.</summary>
public sealed class JsonTests : IAsyncLifetime
{
    /// <summary>
    /// Verbs that run servers, need an engine, or pass the bytes of something else on; the end-to-end tests run them.
    /// </summary>
    private static readonly string[] Elsewhere = ["server", "start", "stop", "down", "exec", "image debian",
        "image export", "logs", "factory build", "factory test", "factory push"];

    private readonly HashSet<string> _ran = [];
    private Terminal _terminal = null!;

    public async ValueTask InitializeAsync() => _terminal = await Terminal.OpenAsync();

    public ValueTask DisposeAsync() => _terminal.DisposeAsync();

    [Fact]
    public async Task A_day_of_work_with_every_verb_is_readable_by_programs()
    {
        var (secret, file) = (_terminal.File("npmrc", "value of a secret"), _terminal.File("content", "two"));
        ((string)(await RunAsync("app create", "blog", "--cartridge", "web", "--memory", "64m"))["url"]!)
            .ShouldContain("blog-demo");
        (await RunAsync("app list")).AsArray().ShouldHaveSingleItem();
        ((long)(await RunAsync("app show", "blog"))["limits"]!["memory"]!).ShouldBe(64 << 20);
        (await RunAsync("build-secret set", "blog", $"npmrc={secret}")).AsArray().Count.ShouldBe(1);
        (await RunAsync("build-secret list", "blog")).AsArray().Count.ShouldBe(1);
        (await RunAsync("build-secret unset", "blog", "npmrc")).AsArray().ShouldBeEmpty();
        (await RunAsync("build-env set", "blog", "lower=1", "UPPER=2")).AsArray().Count.ShouldBe(2);
        (await RunAsync("build-env unset", "blog", "lower")).AsArray().Count.ShouldBe(1);
        (await RunAsync("build-env list", "blog")).AsArray().Count.ShouldBe(1);
        ((string)(await RunAsync("build", "blog", "--binary", file, "--secret", $"npmrc={secret}", "--build-env", "A=b",
            "--timeout", "5m", "--force", "--clean"))["state"]!).ShouldBe("done");
        _terminal.Server.World.Builder.Builds.Last().Inputs.Secrets.Keys.ShouldBe(["npmrc"]);
        (await RunAsync("build-log list", "blog")).AsArray()
            .Select(build => (string)build!["state"]!).ShouldBe(["succeeded", "succeeded"]);
        (await RunAsync("build-log show", "blog", "b2"))
            .AsArray().ShouldContain(line => ((string)line!).EndsWith("assembling two", StringComparison.Ordinal));
        ((string)(await RunAsync("env set", "blog", "A=1"))["kind"]!).ShouldBe("change-environment");
        (await RunAsync("env list", "blog")).AsArray().ShouldHaveSingleItem();
        (await RunAsync("env export", "blog")).AsArray().ShouldHaveSingleItem();
        ((string)(await RunAsync("env unset", "blog", "A"))["state"]!).ShouldBe("done");
        ((string)(await RunAsync("limits set", "blog", "--cpus", "0.5"))["kind"]!).ShouldBe("change-limits");
        ((double)(await RunAsync("limits show", "blog"))["cpus"]!).ShouldBe(0.5);
        (await RunAsync("release list", "blog")).AsArray().Count.ShouldBe(5);
        ((string)(await RunAsync("rollback", "blog", "v2"))["kind"]!).ShouldBe("rollback");
        ((string)(await RunAsync("scale", "blog", "2"))["result"]!).ShouldContain("2 gears");
        (await RunAsync("artifact list", "blog")).AsArray().Count.ShouldBe(2);
        ((string)(await RunAsync("artifact show", "blog", "b2"))["image"]!).ShouldBe("demo/blog:b2");
        await OperationsAsync();
        await CartridgesAndImagesAsync();
        await FactoryAsync();
        await WatchesAsync();
        await PeopleAsync();
        ((string)(await RunAsync("app delete", "blog", "--yes"))["kind"]!).ShouldBe("delete-application");
        ((string)(await RunAsync("version"))["result"]!).ShouldStartWith("0.");
        (await _terminal.RunAsync("admin", "doctor", "--output", "json")).Output
            .ShouldSatisfyAllConditions(text => JsonNode.Parse(text)!.AsArray().Count.ShouldBeGreaterThan(3));
        _ran.Add("doctor");
        _ran.Concat(Elsewhere).Order()
            .ShouldBe(All(CommandTree.Create(), "").Order(), "every verb is tried, here or by the end-to-end tests");
    }

    [Fact]
    public async Task Logs_are_a_document_a_line()
    {
        await _terminal.Server.World.CreateAsync("blog");
        var logs = await _terminal.RunAsync("dev", "logs", "blog", "--output", "json");
        logs.ExitCode.ShouldBe(0, logs.Errors);
        foreach (var line in logs.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            JsonNode.Parse(line)!["time"].ShouldNotBeNull();
    }

    private async Task OperationsAsync()
    {
        var operations = (await RunAsync("operation list", "blog")).AsArray();
        var id = (string)operations[0]!["id"]!;
        ((string)(await RunAsync("operation show", id))["id"]!).ShouldBe(id);
        _terminal.Server.World.Builder.Hold = (_, cancel) => Task.Delay(Timeout.Infinite, cancel);
        var held = await _terminal.Server.World.PushAsync(await _terminal.Server.World.FindAsync("blog"), "held");
        ((string)(await RunAsync("operation cancel", held.Id))["result"]!).ShouldContain("cancelled");
        await _terminal.Server.World.EndAsync(held, Slipway.Platform.Operations.OperationState.Failed);
    }

    private async Task CartridgesAndImagesAsync()
    {
        var manifest = _terminal.File("manifest.yml",
            "Name: extra\nCartridge-Short-Name: EXTRA\nVersion: \"1\"\nImage-name: cartridges/extra:1\n");
        ((string)(await RunAsync("cartridge add", manifest))["result"]!).ShouldContain("extra:1");
        (await RunAsync("cartridge list")).AsArray().Count.ShouldBe(4);
        ((string)(await RunAsync("cartridge show", "extra"))["version"]!).ShouldBe("1");
        ((string)(await RunAsync("cartridge remove", "extra:1"))["result"]!).ShouldContain("removed");
        (await RunAsync("image list")).AsArray().ShouldNotBeEmpty();
        _terminal.File("Dockerfile", "FROM base\nARG V\nLABEL v=$V\nFROM scratch\n");
        var built = await RunAsync("image build", _terminal.Directory, "--name", "demo/labels:1", "--file",
            "Dockerfile", "--target", "0", "--build-arg", "V=given", "--build-arg", "NOT_SET_ANYWHERE",
            "--build-context", "base=image:demo/built", "--build-context", $"beside={_terminal.Directory}", "--secret",
            $"id=npmrc,src={_terminal.File("secret", "value")}", "--secret", "id=path,env=PATH", "--no-cache");
        ((string)built["result"]!).ShouldContain("built demo/labels:1");
        (await _terminal.Server.Images.FindAsync(
            Oci.ImageReference.Parse("demo/labels:1"), default))!.Config.Config!.Labels!["v"].ShouldBe("given");
        var archive = Path.Combine(_terminal.Directory, "image.tar");
        (await _terminal.RunAsync("admin", "image", "export", "demo/built:latest", "--file", archive)).OrThrow();
        ((string)(await RunAsync("image import", archive, "--name", "demo/copy:1"))["state"]!).ShouldBe("done");
        ((string)(await RunAsync("image remove", "demo/copy:1"))["result"]!).ShouldBe("demo/copy:1 removed");
        var artifact =
            (await _terminal.Server.Images.FindAsync(Oci.ImageReference.Parse("demo/built:latest"), default))!.Digest;
        await _terminal.Server.Images.TagAsync(Oci.ImageReference.Parse("demo/blog:b2"), artifact, default);
        (await _terminal.RunAsync("admin", "image", "remove", "demo/blog:b2")).Errors
            .ShouldContain("demo/blog:b2 is needed by build");
    }

    private async Task FactoryAsync()
    {
        var tree = Path.Combine(_terminal.Directory, "images");
        ((string)(await RunAsync("factory init", tree))["result"]!).ShouldContain("factory build");
        (await RunAsync("factory lint", tree)).AsArray().ShouldBeEmpty();
        (await RunAsync("factory graph", tree))["images"]!.AsArray()
            .Select(image => (string)image!["name"]!).ShouldBe(["debian", "debian-example", "debian-example-hello"]);
        ((string)(await RunAsync("factory render", tree, "debian-example"))["images"]![0]!["dockerfile"]!)
            .ShouldStartWith("FROM debian12-example1-stable/debian:12.0");
        ((bool)(await RunAsync("factory explain", tree, "debian-example"))["wouldBuild"]!).ShouldBeTrue();
        await _terminal.Server.FactoryImages.AddAsync(await CandidateAsync(), default);
        ((string)(await RunAsync("factory promote", "19026"))[0]!["name"]!).ShouldBe("demo/made:1.0-p0");
        (await RunAsync("factory status", "--change", "19026")).AsArray().ShouldHaveSingleItem()!["branch"]!
            .ToString().ShouldBe("review");
        var shown = await RunAsync("image show", "demo/made:1.0-p0");
        ((string)shown["factory"]!["name"]!).ShouldBe("demo/made:1.0-p0");
        ((string)shown["platform"]!).ShouldStartWith("linux/");
        (await RunAsync("factory show", "demo/made:1.0-p0"))["parts"]!.AsArray().ShouldHaveSingleItem();
        ((string)(await RunAsync("factory pin", "demo/made:1.0-p0-19026"))["result"]!).ShouldContain("pinned");
        ((string)(await RunAsync("factory unpin", "demo/made:1.0-p0-19026"))["result"]!).ShouldContain("no longer");
        (await RunAsync("factory prune", "--dry-run"))["removed"]!.AsArray().ShouldHaveSingleItem()!
            .ToString().ShouldBe("demo/made:1.0-p0-19026");
        (await RunAsync("factory prune"))["kept"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe("demo/made:1.0-p0");
    }

    private async Task WatchesAsync()
    {
        var (token, secret) = (_terminal.File("api-token", "value of the token\n"),
            _terminal.File("hook-secret", "value of the hook secret\n"));
        var added = await RunAsync("factory watch add", "trees", "--git", "https://git.example.com/team/images.git",
            "--directory", "trees", "--every", "1h", "--reviews",
            "--statuses", "https://git.example.com/api/v1", "--credential", token, "--hook-secret", secret);
        ((string)added["hook"]!).ShouldBe("http://slipway/api/v1/factory/hooks/trees");
        await RunAsync("factory watch add", "app", "--git", "https://git.example.com/team/app.git", "--branch",
            "stable", "--tree", "trees", "--source", "code",
            "--gerrit", "https://review.example.com", "--label", "Code-Review");
        await RunAsync("factory watch add", "base", "--image", "images/debian:12", "--tree", "trees");
        var watches = await RunAsync("factory watch list");
        watches.AsArray().Select(watch => (string)watch!["kind"]!).ShouldBe(["source", "image", "tree"]);
        var shown = await RunAsync("factory watch show", "trees");
        ((int)shown["interval"]!, (bool)shown["hasCredential"]!, (string)shown["directory"]!)
            .ShouldBe((3600, true, "trees"));
        (await RunAsync("factory watch wake", "app", "--again"))["branch"]!.ToString().ShouldBe("stable");
        ((string)(await RunAsync("factory watch remove", "app"))["result"]!).ShouldContain("no longer");
        (added.ToJsonString() + watches.ToJsonString() + shown.ToJsonString()).ShouldNotContain("value of");
    }

    /// <summary>An image that was built for a change, long ago.</summary>
    private async Task<ImageRecord> CandidateAsync()
    {
        var image = (await _terminal.Server.Images.FindAsync(Oci.ImageReference.Parse("demo/labels:1"), default))!;
        await _terminal.Server.Images.TagAsync(
            Oci.ImageReference.Parse("demo/made:1.0-p0-19026"), image.Digest, default);
        return new ImageRecord
        {
            Id = "0", Tree = "images", Image = "made", Repository = "demo/made", Tag = "1.0-p0-19026",
            Line = new VersionLine(1, 0), Followers = ["demo/made:1.0"],
            Digest = image.Digest, Identity = image.Digest,
            Parts = [new IdentityPart(IdentityKind.Dockerfile, "", "text")], Built = DateTimeOffset.UnixEpoch,
            Branch = "review", Change = new ChangeNumber(19026),
        };
    }

    private async Task PeopleAsync()
    {
        ((string)(await RunAsync("account create", "alice", "--admin"))["role"]!).ShouldBe("admin");
        (await RunAsync("account list")).AsArray().Count.ShouldBe(3);
        var token = await RunAsync("token create", "--account", "alice", "--name", "laptop", "--expires", "30d");
        ((string)token["token"]!).ShouldStartWith("slw_");
        (await RunAsync("token list", "--account", "alice")).AsArray().ShouldHaveSingleItem()!["token"].ShouldBeNull();
        await RunAsync("domain create", "team", "--member", "alice");
        (await RunAsync("domain list")).AsArray().Count.ShouldBe(2);
        (await RunAsync("domain grant", "team", "dev"))["members"]!.AsArray().Count.ShouldBe(2);
        (await RunAsync("domain revoke", "team", "alice"))["members"]!.AsArray().Count.ShouldBe(1);
        await RunAsync("domain delete", "team");
        var file = _terminal.File("token", (string)token["token"]!);
        ((string)(await RunAsync("login", _terminal.Server.Url, "--token-file", file))["result"]!)
            .ShouldContain("as alice");
        await RunAsync("token revoke", (string)token["id"]!, "--account", "alice");
        await RunAsync("account delete", "alice");
    }

    private Task<JsonNode> RunAsync(string verb, params string[] arguments)
    {
        _ran.Add(verb);
        return _terminal.JsonAsync([.. verb.Split(' '), .. arguments]);
    }

    private static IEnumerable<string> All(Command command, string path) => command.Subcommands.Count == 0
        ? [path]
        : command.Subcommands.SelectMany(child => All(child, $"{path} {child.Name}".Trim()));
}
