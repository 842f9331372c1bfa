using Slipway.Build.Remote;
using Slipway.Linux.Processes;
using Slipway.Testing;

namespace Slipway.Factory.Tests;

/// <summary>A git repository with the branch main, which is served over HTTP on the loopback.</summary>
internal sealed class ServedRepository : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly FileServer _server;

    private ServedRepository(TemporaryDirectory directory, FileServer server) =>
        (_directory, _server) = (directory, server);

    public string Url => $"{_server.Url}/team/app.git";

    public GitAddress Main => new(new Uri(Url), "main", "");

    /// <summary>What was asked of the server, in order.</summary>
    public IReadOnlyCollection<string> Asked => _server.Asked;

    public static async Task<ServedRepository> StartAsync()
    {
        var directory = new TemporaryDirectory();
        var repository = new ServedRepository(directory, await FileServer.StartAsync(directory.Path));
        Directory.CreateDirectory(directory.File("tree"));
        await repository.GitAsync("init", "--quiet", "--bare", "team/app.git");
        return repository;
    }

    /// <summary>Writes files and commits them to the branch; null removes one.</summary>
    public async Task<string> CommitAsync(params (string Path, string? Content)[] files)
    {
        Write(files);
        await GitAsync("--git-dir", "team/app.git", "--work-tree", "tree", "add", "--all");
        await GitAsync(
            "--git-dir", "team/app.git", "--work-tree", "tree", "commit", "--quiet", "--allow-empty", "-m", "A change");
        return await PublishAsync("HEAD");
    }

    public async Task<string> LinkAsync(string path, string target)
    {
        File.CreateSymbolicLink(_directory.File($"tree/{path}"), target);
        return await CommitAsync();
    }

    /// <summary>Puts a commit on the branch's tip up for review, as Gerrit does; the branch stays.</summary>
    public async Task<string> ReviewAsync(int change, int patchset, params (string Path, string? Content)[] files)
    {
        var main = await PublishAsync("HEAD");
        var commit = await CommitAsync(files);
        await GitAsync(
            "--git-dir", "team/app.git", "update-ref", $"refs/changes/{change % 100:00}/{change}/{patchset}", commit);
        await GitAsync("--git-dir", "team/app.git", "--work-tree", "tree", "reset", "--quiet", "--hard", main);
        await PublishAsync("HEAD");
        return commit;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    private void Write((string Path, string? Content)[] files)
    {
        foreach (var (path, content) in files)
        {
            var file = _directory.File($"tree/{path}");
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            if (content is null)
                File.Delete(file);
            else
                File.WriteAllText(file, content);
        }
    }

    private async Task<string> PublishAsync(string name)
    {
        await GitAsync("--git-dir", "team/app.git", "update-server-info");
        return (await GitAsync("--git-dir", "team/app.git", "rev-parse", name)).Trim();
    }

    private async Task<string> GitAsync(params string[] arguments)
    {
        string[] command = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c",
            "init.defaultBranch=main", .. arguments];
        return (await Tool.RunAsync(command, new ToolOptions { WorkingDirectory = _directory.Path })).OrThrow().Output;
    }
}
