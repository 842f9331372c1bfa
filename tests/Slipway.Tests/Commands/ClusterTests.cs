using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Factory.Naming;
using Slipway.Factory.Records;
using Slipway.Linux.Processes;
using Slipway.Oci;
using Slipway.Testing.Clusters;
using Slipway.Testing.Registries;

namespace Slipway.Tests.Commands;

/// <summary>
/// Pod tests on a cluster as a CI has them run: the program, the API, a registry, and the cluster's API server.
/// </summary>
public sealed class ClusterTests : IAsyncLifetime
{
    private const string Pod = "kind: Pod\napiVersion: v1\nmetadata: {name: web-pod}\nspec: {containers: [{name: " +
        "web, image: \"any/web:1\"}]}\n";
    private Terminal _terminal = null!;
    private ClusterServer _cluster = null!;
    private RegistryServer _registry = null!;
    private string _tree = "";

    public async ValueTask InitializeAsync()
    {
        (_terminal, _cluster, _registry) =
            (await Terminal.OpenAsync(), await ClusterServer.StartAsync(), await RegistryServer.StartAsync());
        _tree = Path.Combine(_terminal.Directory, "tree");
        Write("factory.yml", "name: tree\ngroup: demo\nbases: [busybox]\ntolerate: [user]\n");
        Write("web/Dockerfile.j2", "FROM busybox:1\n");
        Write("web/image.yml", "version: \"1.0\"\n");
        Write("web/tests/pods.yml", "schemaVersion: 2.0.0\npodTests:\n  - {name: works, manifest: pods/web.yaml}\n");
        Write("web/tests/pods/web.yaml", Pod);
    }

    public async ValueTask DisposeAsync()
    {
        await _terminal.DisposeAsync();
        await _cluster.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task A_pod_is_tested_on_the_cluster_of_a_kubeconfig_that_names_files()
    {
        var image = await MakeAsync();
        _terminal.File("ca.pem", ClusterServer.Certificates.AuthorityPem);
        _terminal.File("token", ClusterServer.Token + "\n");
        var config = _terminal.File("config", _cluster.Kubeconfig("tokenFile: token", "certificate-authority: ca.pem"));
        var tested = await TestAsync(config);
        tested.ExitCode.ShouldBe(0, tested.Output + tested.Errors);
        var result = JsonNode.Parse(tested.Output)![0]!;
        ((string)result["state"]!).ShouldBe("tested");
        ((string)result["tests"]![0]!["name"]!).ShouldBe("works: becomes ready");
        (await _registry.Images.FindAsync(
            ImageReference.Parse($"demo/web:test-{image.Digest.Hex[..12]}"), default))!.Digest.ShouldBe(image.Digest);
        _cluster.Created.Single(one => (string)one["kind"]! == "Pod")["spec"]!["containers"]![0]!["image"]!.ToString()
            .ShouldBe($"{_registry.Address}/demo/web@{image.Digest}");
        _cluster.Objects.ShouldBeEmpty();
        ShouldTellNothing(tested);
    }

    [Fact]
    public async Task What_the_cluster_refuses_ends_the_run_with_cause_and_next_step()
    {
        await MakeAsync();
        _cluster.Status = _ => PodStatuses.CrashLoop();
        var failed = await TestAsync(_terminal.File("config", _cluster.Kubeconfig()));
        failed.ExitCode.ShouldBe(65);
        ((string)JsonNode.Parse(failed.Output)![0]!["tests"]![0]!["message"]!).ShouldContain("last with exit code 3");
        _cluster.Refuse = (_, _) => (401, $"no {ClusterServer.Token}");
        var refused = await TestAsync(_terminal.File("config", _cluster.Kubeconfig()));
        refused.ExitCode.ShouldBe(65);
        refused.Errors.ShouldContain("the cluster does not take the login");
        refused.Errors.ShouldContain("kubectl create token");
        ShouldTellNothing(failed);
        ShouldTellNothing(refused);
    }

    [Theory]
    [InlineData("exec: {command: fetch, env: [{name: A, value: sentinel-token-0123456789}]}", 78,
        "user/exec: programs that fetch credentials are never run")]
    [InlineData(
        "auth-provider: {name: gcp, config: {token: sentinel-token-0123456789}}", 78, "user/auth-provider: plug-ins")]
    [InlineData("tokenFile: missing", 78, "user/tokenFile: its file cannot be read")]
    public async Task A_kubeconfig_that_cannot_be_used_is_never_sent(string user, int code, string cause)
    {
        var refused = await TestAsync(_terminal.File("config", _cluster.Kubeconfig(user)));
        refused.ExitCode.ShouldBe(code, refused.Errors);
        refused.Errors.ShouldContain(cause);
        refused.Errors.ShouldContain("next:");
        _cluster.Requests.ShouldBeEmpty();
        ShouldTellNothing(refused);
    }

    [Theory]
    [InlineData("--kubeconfig needs a registry", "--kubeconfig", "config")]
    [InlineData("--context needs a cluster", "--context", "main")]
    [InlineData("--cluster-registry needs a cluster", "--cluster-registry", "registry.example.com")]
    [InlineData("--cluster-password-file needs a user", "--kubeconfig", "config", "--cluster-registry",
        "registry.example.com", "--cluster-password-file", "x")]
    public async Task An_option_without_those_that_it_needs_is_an_error_with_a_next_step(
        string cause, params string[] options)
    {
        _terminal.File("config", _cluster.Kubeconfig());
        var refused = await _terminal.RunAsync("admin", ["factory", "test", _tree, .. options]);
        refused.ExitCode.ShouldBe(64, refused.Errors);
        refused.Errors.ShouldContain(cause);
        refused.Errors.ShouldContain("next:");
    }

    [Theory]
    [InlineData("tokenFile: /etc/passwd", "a path is never opened here")]
    [InlineData("exec: {command: fetch}", "programs that fetch credentials are never run")]
    public async Task The_server_opens_no_path_and_runs_no_program_that_a_kubeconfig_names(string user, string cause)
    {
        using var admin = await _terminal.Server.ClientOfAsync("admin");
        var options = new { cluster = new { kubeconfig = _cluster.Kubeconfig(user), registry = _registry.Address } };
        using var form = new MultipartFormDataContent
        {
            { JsonContent.Create(options), "options" }, { new ByteArrayContent([]), "source" },
        };
        using var answer = await admin.PostAsync("factory/tests", form);
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var problem = await answer.Content.ReadAsStringAsync();
        problem.ShouldContain(cause);
        Encoding.UTF8.GetByteCount(problem).ShouldBeLessThan(2000);
    }

    private Task<ToolResult> TestAsync(string config) =>
        _terminal.RunAsync("admin", "factory", "test", _tree, "--output", "json", "--kubeconfig", config,
            "--cluster-registry", _registry.Address, "--cluster-username", "admin", "--cluster-password-file",
            _terminal.File("password", RegistryServer.Secret),
            "--cluster-plain-http");

    private static void ShouldTellNothing(ToolResult result) =>
        new[] { ClusterServer.Token, RegistryServer.Secret }
            .ShouldAllBe(secret => !result.Output.Contains(secret) && !result.Errors.Contains(secret));

    private void Write(string path, string content)
    {
        var file = Path.Combine(_tree, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }

    /// <summary>The tree's image, as a build would have left it.</summary>
    private async Task<Registry.Content.Image> MakeAsync()
    {
        var server = _terminal.Server;
        var lease = await server.Content.LeaseAsync("test", TimeSpan.FromMinutes(5), default);
        var layer = await server.Content.PutAsync(
            Encoding.UTF8.GetBytes("web".PadRight(10_240, '\0')), MediaTypes.Layer, lease, default);
        var config =
            new ImageConfig { Architecture = "amd64", Os = "linux", RootFs = new RootFileSystem([layer.Digest]) };
        var image = await server.Images.PutAsync(
            ImageReference.Parse("demo/web:1.0-p0"), config, [layer], lease, default);
        await server.FactoryImages.AddAsync(new ImageRecord
        {
            Id = "00000001", Tree = "tree", Image = "web", Repository = "demo/web", Tag = "1.0-p0",
            Line = VersionLine.Parse("1.0"), Followers = [],
            Digest = image.Digest, Identity = image.Digest, Parts = [],
            Built = DateTimeOffset.UnixEpoch, Branch = "main",
        }, default);
        return image;
    }
}
