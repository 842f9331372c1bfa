using Slipway.Build;
using Slipway.Build.Context;
using Slipway.Build.Remote;
using Slipway.Dockerfiles.Planning;
using Slipway.Engine;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Dockerfiles.Execution;

/// <summary>A remote source of ADD.</summary>
/// <param name="Identity">Identifies the content for the cache: nothing is fetched when the step's result is
/// cached.</param>
/// <param name="Note">For the history.</param>
/// <param name="FetchAsync">Fetches it into the build's workspace.</param>
internal sealed record RemoteSource(string Identity, string Note, Func<CancellationToken, Task<CopySource>> FetchAsync);

/// <summary>Resolves and fetches remote sources.</summary>
internal sealed class RemoteSources(BuildSession session, CopyStep step)
{
    /// <exception cref="DockerfileException">One is not there, or not what it should be.</exception>
    public async Task<IReadOnlyList<RemoteSource>> ResolveAsync(CancellationToken cancel)
    {
        var found = new List<RemoteSource>();
        foreach (var source in step.Sources)
        {
            if (source is PlannedSource.Download download)
                found.Add(Of(download));
            else if (source is PlannedSource.Repository repository)
                found.Add(Of(repository, await CommitAsync(repository, cancel)));
        }
        return found;
    }

    /// <summary>Fetches all of them; the caller disposes their trees.</summary>
    public async Task<IReadOnlyList<CopySource>> FetchAsync(
        IReadOnlyList<RemoteSource> sources, CancellationToken cancel)
    {
        var brought = new List<CopySource>();
        foreach (var source in sources)
            brought.Add(await WithTimeoutAsync(source.FetchAsync, cancel));
        return brought;
    }

    private RemoteSource Of(PlannedSource.Download source) =>
        new($"file {source.Name} {source.Checksum}", $"{source.Address}", async cancel =>
        {
            var directory = NewDirectory();
            var maxBytes = session.Request.Limits.Disk ?? long.MaxValue;
            var download = new Download(source.Address, source.Checksum, maxBytes, session.Request.MayReachThisMachine);
            await download.ToFileAsync(Path.Combine(directory, "content"), cancel);
            var tree = SourceTree.Context(directory, IgnoreRules.None);
            return new CopySource(tree, tree.Find("content")!.Value, RawPath.Of(source.Name));
        });

    private RemoteSource Of(PlannedSource.Repository source, string commit)
    {
        var address = source.Address;
        var note = address with { Reference = commit };
        return new RemoteSource(
            $"git {commit} {source.KeepGitDirectory} {address.Directory}", $"{note}", async cancel =>
        {
            var directory = NewDirectory();
            await Repositories.CheckOutAsync(
                await RemoteAsync(address, cancel), commit, directory, source.KeepGitDirectory, cancel);
            var tree = SourceTree.Context(directory, IgnoreRules.None);
            var file = tree.Find(address.Directory) is { Stat.IsDirectory: true } found
                ? found
                : throw new DockerfileException(
                    ErrorCode.DockerfileSource,
                    $"the commit {commit} has no directory '{Excerpt.Of(address.Directory)}'",
                    null, "Name one that it has, behind the colon.");
            return new CopySource(tree, file, RawPath.Empty) { Selection = new FileSelection(null, step.Excluded) };
        });
    }

    private async Task<string> CommitAsync(PlannedSource.Repository source, CancellationToken cancel)
    {
        var address = source.Address;
        var commit = address.IsPinned ? address.Reference! : await WithTimeoutAsync(
            async limited => await Repositories.ResolveAsync(await RemoteAsync(address, limited), limited), cancel);
        if (!commit.StartsWith(source.Commit ?? "", StringComparison.Ordinal))
            throw new DockerfileException(
                ErrorCode.DockerfileSource,
                $"'{Excerpt.Of(address.Reference ?? "HEAD")}' is the commit {commit}, not {source.Commit}", step.Line,
                 "If that is what it should be by now, change --checksum.");
        if (!address.IsPinned)
            await ReportProgressAsync($"{address.Reference ?? "HEAD"} is {commit}");
        return commit;
    }

    private ValueTask ReportProgressAsync(string line) =>
        session.Progress(
            new BuildProgress.Output(session.StepNumber, new LogLine(DateTimeOffset.UtcNow, LogStream.Output, line)));

    private async Task<GitRemote> RemoteAsync(GitAddress address, CancellationToken cancel) =>
        new(address, await HostAddresses.ResolveAsync(address.Url.Host, session.Request.MayReachThisMachine, cancel));

    private IRemoteRepositories Repositories => session.Repositories
        ?? throw new DockerfileException(
            ErrorCode.DockerfileRequest, "this builder fetches no repositories", null,
            "Put the files into the build context.");

    private string NewDirectory() => Directory.CreateDirectory(session.Workspace.NewPath()).FullName;

    private async Task<T> WithTimeoutAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(session.Request.StepTimeout);
        try
        {
            return await work(limit.Token);
        }
        catch (SlipwayException e) when (e is not DockerfileException && !e.Code.IsSystem)
        {
            throw new DockerfileException(e.Code, e.Message, step.Line, e.NextStep, e);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new DockerfileException(
                ErrorCode.BuildLimit, $"it could not be fetched within {session.Request.StepTimeout.TotalSeconds:0} s",
                step.Line, "Try again, or allow more time.");
        }
    }
}
