using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Linux.Processes;
using Slipway.Testing;

namespace Slipway.EndToEnd.Elsewhere;

/// <summary>
/// A review service on another machine: it serves a git repository, and takes reviews as Gerrit's REST API does.
/// </summary>
internal sealed class ReviewService : IAsyncDisposable
{
    public const string Login = "slipway:http-password";
    private readonly TemporaryDirectory _directory = new();
    private readonly OtherMachine _machine;
    private readonly WebApplication _application;

    private ReviewService(OtherMachine machine)
    {
        _machine = machine;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Any, 80))
            .UseSockets(sockets => sockets.CreateBoundListenSocket = _ => machine.Bind(80));
        builder.Logging.ClearProviders();
        _application = builder.Build();
        _application.Run(AnswerAsync);
    }

    public string Url => $"http://{_machine.Address}";

    public string Repository => $"{Url}/team/images.git";

    public ConcurrentQueue<(string Path, JsonNode Body)> Reviews { get; } = new();

    public static async Task<ReviewService> StartAsync()
    {
        var service = new ReviewService(await OtherMachine.CreateAsync());
        Directory.CreateDirectory(service._directory.File("tree"));
        await service.GitAsync("init", "--quiet", "--bare", "team/images.git");
        await service._application.StartAsync();
        return service;
    }

    /// <summary>Commits files to a branch or a change's reference, on top of the branch main.</summary>
    public async Task<string> CommitAsync(string reference, params (string Path, string Content)[] files)
    {
        foreach (var (path, content) in files)
        {
            var file = _directory.File($"tree/{path}");
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, content);
        }
        string[] repository = ["--git-dir", "team/images.git", "--work-tree", "tree"];
        await GitAsync([.. repository, "add", "--all"]);
        var tree = (await GitAsync([.. repository, "write-tree"])).Trim();
        var below =
            (await GitAsync([.. repository, "for-each-ref", "--format=%(objectname)", "refs/heads/main"])).Trim();
        var commit = (await GitAsync([.. repository, "commit-tree", "-m", "A change",
            .. below.Length == 0 ? Array.Empty<string>() : ["-p", below], tree])).Trim();
        await GitAsync([.. repository, "update-ref", reference, commit]);
        await GitAsync([.. repository, "update-server-info"]);
        return commit;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        await _machine.DisposeAsync();
        _directory.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (http.Request.Method == "POST" && path.StartsWith("/r/a/changes/", StringComparison.Ordinal))
        {
            var isKnown = http.Request.Headers.Authorization
                == $"Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Login))}";
            if (isKnown)
                Reviews.Enqueue((path, (await JsonNode.ParseAsync(http.Request.Body))!));
            http.Response.StatusCode = isKnown ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized;
        }
        else if (path.StartsWith("/team/", StringComparison.Ordinal) && File.Exists(_directory.File(path[1..])))
            await http.Response.SendFileAsync(_directory.File(path[1..]));
        else
            http.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private async Task<string> GitAsync(params string[] arguments)
    {
        string[] command = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c",
            "init.defaultBranch=main", .. arguments];
        return (await Tool.RunAsync(command, new ToolOptions { WorkingDirectory = _directory.Path })).OrThrow().Output;
    }
}
