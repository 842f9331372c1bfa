using Slipway.Git.Checkout;
using Slipway.Git.Processes;
using Slipway.Linux.Files;
using Slipway.Platform;
using Slipway.Platform.Applications;
using Slipway.Platform.Builds;
using Slipway.Platform.Repositories;

namespace Slipway.Git.Repositories;

/// <summary>
/// The bare repositories, <c>DIR/repositories/DOMAIN/APPLICATION.git</c>. Each is owned by a separate user id, as which
/// its git processes run. A new one is created under a temporary name and renamed when complete.
/// </summary>
public sealed class RepositoryStore : IRepositories
{
    private const string Unfinished = ".new-";
    private const string Leaving = ".old-";
    private readonly RepositoryUsers _users;

    public RepositoryStore(GitOptions options)
    {
        Options = options;
        _users = new RepositoryUsers(options);
        Directory.CreateDirectory(options.Directory);
        RemoveLeftovers();
    }

    internal GitOptions Options { get; }

    internal RepositoryLocks Locks { get; } = new();

    internal IEnumerable<RepositoryName> List() =>
        from domain in Directory.EnumerateDirectories(Options.Directory)
        where !Path.GetFileName(domain).StartsWith('.')
        from path in Directory.EnumerateDirectories(domain, "*.git")
        let name = RepositoryName.TryCreate(Path.GetFileName(domain), Path.GetFileNameWithoutExtension(path))
        where name is not null
        select name;

    public bool Exists(RepositoryName name) => Directory.Exists(PathOf(name));

    public Task<string?> CreateAsync(Application application, RepositoryTemplate? template, CancellationToken cancel) =>
        CreateAsync(NameOf(application), template, cancel);

    public Task<CommitOrigin> CheckOutAsync(
        Application application, string commit, string directory, CancellationToken cancel) =>
        CheckOutAsync(NameOf(application), commit, directory, cancel);

    public Task<string?> HeadAsync(Application application, CancellationToken cancel) =>
        HeadAsync(NameOf(application), cancel);

    public Task RemoveAsync(Application application, CancellationToken cancel) =>
        RemoveAsync(NameOf(application), cancel);

    /// <inheritdoc cref="IRepositories.CreateAsync"/>
    public async Task<string?> CreateAsync(RepositoryName name, RepositoryTemplate? template, CancellationToken cancel)
    {
        if (!Exists(name))
        {
            var made = Path.Combine(Options.Directory, Unfinished + Guid.NewGuid().ToString("N"));
            try
            {
                await MakeAsync(made, template, cancel);
                Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
                DurableFile.SyncDirectory(Options.Directory);
                DurableFile.Rename(made, PathOf(name), RenameMode.NoReplace);
            }
            catch
            {
                RemoveTree(made);
                throw;
            }
        }
        return await HeadAsync(name, cancel);
    }

    /// <inheritdoc cref="IRepositories.HeadAsync"/>
    public async Task<string?> HeadAsync(RepositoryName name, CancellationToken cancel)
    {
        using var limit = Limit(TimeSpan.FromSeconds(30), cancel);
        var line = await GitProcess.RunAsync(JailOf(name),
            ["for-each-ref", "--format=%(objectname)", $"refs/heads/{Options.DeployBranch}"], null, limit.Token);
        return line.Trim() is { Length: > 0 } commit ? commit : null;
    }

    /// <inheritdoc cref="IRepositories.CheckOutAsync"/>
    public async Task<CommitOrigin> CheckOutAsync(
        RepositoryName name, string commit, string directory, CancellationToken cancel)
    {
        if (!Exists(name))
            throw new SlipwayException(ErrorCode.NotFound, $"there is no repository {name}");
        using var limit = Limit(Options.ReadLimit, cancel);
        await using var objects = new ObjectReader(GitProcess.Start(JailOf(name), "cat-file", "--batch"));
        return await new TreeCheckout(objects, Options).WriteAsync(commit, directory, limit.Token);
    }

    public async Task RemoveAsync(RepositoryName name, CancellationToken cancel)
    {
        if (!Exists(name))
            return;
        using var repositoryLock = await Locks.LockForPushAsync(name);
        var leaving = Path.Combine(Options.Directory, Leaving + Guid.NewGuid().ToString("N"));
        DurableFile.Rename(PathOf(name), leaving);
        await Task.Run(() => RemoveTree(leaving), cancel);
    }

    internal GitJail JailOf(RepositoryName name) =>
        new(PathOf(name), RepositoryUsers.OwnerOf(PathOf(name)) ?? throw new SlipwayException(
            ErrorCode.NotFound, $"there is no repository {name}"));

    internal string PathOf(RepositoryName name) =>
        Path.Combine(Options.Directory, name.Domain, name.Application + ".git");

    private static RepositoryName NameOf(Application application) =>
        RepositoryName.Create(application.Domain, application.Name);

    /// <summary>A temporary, empty repository for the duration of the action.</summary>
    internal async Task<T> WithScratchAsync<T>(
        Func<GitJail, CancellationToken, Task<T>> action, CancellationToken cancel)
    {
        var made = Path.Combine(Options.Directory, Unfinished + Guid.NewGuid().ToString("N"));
        using var limit = Limit(Options.FetchLimit, cancel);
        try
        {
            return await action(await InitializeAsync(made, limit.Token), limit.Token);
        }
        finally
        {
            RemoveTree(made);
        }
    }

    private async Task MakeAsync(string path, RepositoryTemplate? template, CancellationToken cancel)
    {
        using var limit = Limit(Options.FetchLimit, cancel);
        var jail = await InitializeAsync(path, limit.Token);
        if (template?.Directory is { } files)
            await TemplateImport.RunAsync(jail, files, Options, limit.Token);
        else if (template?.Url is { } url)
            await RemoteFetch.RunAsync(jail, url, Options, limit.Token);
        using var made = DirectoryHandle.Open(path);
        made.SyncFileSystem();
    }

    private async Task<GitJail> InitializeAsync(string path, CancellationToken cancel)
    {
        var user = _users.Next();
        Directory.CreateDirectory(path);
        using (var directory = DirectoryHandle.Open(path))
        {
            directory.SetOwner(RawPath.Empty, user, user);
            directory.SetMode(RawPath.Empty, FileModes.OwnerAll);
        }
        var jail = new GitJail(path, user);
        await GitProcess.RunAsync(jail,
            ["init", "--quiet", "--bare", "--template=", $"--initial-branch={Options.DeployBranch}"], null, cancel);
        return jail;
    }

    private static CancellationTokenSource Limit(TimeSpan time, CancellationToken cancel)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(time);
        return limit;
    }

    private void RemoveLeftovers()
    {
        foreach (var path in Directory.EnumerateDirectories(Options.Directory, ".*")
            .Where(p => Path.GetFileName(p).StartsWith(Unfinished, StringComparison.Ordinal)
                || Path.GetFileName(p).StartsWith(Leaving, StringComparison.Ordinal)))
            RemoveTree(path);
        DurableFile.RemoveLeftovers(Options.Directory);
    }

    private void RemoveTree(string path)
    {
        using var directory = DirectoryHandle.Open(Options.Directory);
        directory.RemoveTree(RawPath.Of(Path.GetFileName(path)));
    }
}
