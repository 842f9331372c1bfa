using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Git.Http;
using Slipway.Git.Pushes;
using Slipway.Git.Repositories;
using Slipway.Linux.Processes;
using Slipway.Registry.Access;
using Slipway.Testing;

namespace Slipway.Git.Tests;

/// <summary>A git server on a free port of the loopback, and real git clients.</summary>
internal sealed class GitFixture : IAsyncDisposable
{
    public const string Token = "right-token";
    private static uint _nextRange = 0x6F00_0000 + ((uint)Environment.ProcessId % 0x8000 * 0x100);

    private readonly TemporaryDirectory _directory = new();
    private readonly WebApplication _application;
    private readonly GitServer _server;
    private readonly ILoggerFactory _loggers;

    private GitFixture(Func<GitOptions, GitOptions>? change)
    {
        var options = new GitOptions(_directory.File("repositories"), _directory.File("run"))
        {
            FirstUserId = Interlocked.Add(ref _nextRange, 16),
        };
        Store = new RepositoryStore(change?.Invoke(options) ?? options);
        _loggers = LoggerFactory.Create(logging => logging.AddProvider(Log));
        _server = new GitServer(Store, AuthorizeAsync, Deploy, _loggers.CreateLogger<GitServer>());
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        _application = builder.Build();
        _application.UseRouting();
        _application.MapGit(_server);
        _application.UseEndpoints(_ => { });
    }

    public RepositoryStore Store { get; }

    /// <summary>What the server logged.</summary>
    public RecordedLog Log { get; } = new();

    public List<PushedCommit> Pushed { get; } = [];

    /// <summary>What a deployment says; the default succeeds.</summary>
    public Func<PushedCommit, IAsyncEnumerable<string>> Deployment { get; set; } = Succeed;

    public string File(string name) => _directory.File(name);

    public string Url(string repository, string token = Token) =>
        $"http://user:{token}@127.0.0.1:{new Uri(_application.Urls.First()).Port}/git/{repository}.git";

    public static async Task<GitFixture> StartAsync(Func<GitOptions, GitOptions>? change = null)
    {
        var fixture = new GitFixture(change);
        await fixture._server.StartAsync(default);
        await fixture._application.StartAsync();
        return fixture;
    }

    /// <summary>A client's git, with an environment of its own.</summary>
    public Task<ToolResult> GitAsync(string directory, params string[] arguments) => Tool.RunAsync(
        ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c",
            "init.defaultBranch=main", .. arguments],
        new ToolOptions
        {
            WorkingDirectory = directory,
            Environment = new Dictionary<string, string>
            {
                ["GIT_CONFIG_NOSYSTEM"] = "1", ["HOME"] = _directory.Path, ["GIT_TERMINAL_PROMPT"] = "0",
                ["LC_ALL"] = "C.UTF-8",
            },
        });

    /// <summary>A work tree with one commit.</summary>
    public async Task<string> WorkTreeAsync(string name, params (string Name, string Content)[] files)
    {
        var path = Directory.CreateDirectory(_directory.File(name)).FullName;
        (await GitAsync(path, "init", "--quiet")).OrThrow();
        await CommitAsync(path, files);
        return path;
    }

    public async Task<string> CommitAsync(string tree, params (string Name, string Content)[] files)
    {
        foreach (var (file, content) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(tree, file))!);
            await System.IO.File.WriteAllTextAsync(Path.Combine(tree, file), content);
        }
        (await GitAsync(tree, "add", "-A")).OrThrow();
        (await GitAsync(tree, "commit", "--quiet", "--allow-empty", "-m", "A change")).OrThrow();
        return (await GitAsync(tree, "rev-parse", "HEAD")).OrThrow().Output.Trim();
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _application.StopAsync(atOnce.Token);
        await _application.DisposeAsync();
        await _server.DisposeAsync();
        _loggers.Dispose();
        _directory.Dispose();
    }

    private static Task<GitPermission> AuthorizeAsync(
        RepositoryName repository, GitService service, LoginCredentials? credentials, IPAddress? source,
        CancellationToken cancel) => Task.FromResult(credentials?.Secret switch
        {
            Token => new GitPermission(GitAccess.Granted, "ada"),
            "guess" => throw new TooManyLoginsException(TimeSpan.FromSeconds(12.5)),
            "fault" => throw new InvalidOperationException("secret detail"),
            "down" => throw new SlipwayException(ErrorCode.ToolMissing, "git is not installed", "install git"),
            "foreign" => new GitPermission(GitAccess.Refused, "eve"),
            _ => new GitPermission(GitAccess.Unauthenticated),
        });

    private IAsyncEnumerable<string> Deploy(PushedCommit pushed, CancellationToken cancel)
    {
        Pushed.Add(pushed);
        return Deployment(pushed);
    }

    private static async IAsyncEnumerable<string> Succeed(PushedCommit pushed)
    {
        await Task.Yield();
        yield return $"building {pushed.New[..10]}";
        yield return "http://blog-demo.localhost:8080/";
    }
}
