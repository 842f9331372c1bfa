using System.Net.Sockets;
using Slipway.Build.Remote;
using Slipway.Git.Checkout;
using Slipway.Git.Processes;

namespace Slipway.Git.Repositories;

/// <summary>
/// Remote repositories for the Dockerfile builder and the image factory: each is fetched in a sandbox, into a temporary
/// repository.
/// </summary>
public sealed class RemoteRepositories(RepositoryStore store) : IRemoteRepositories
{
    private const int MaxListBytes = 32 << 20;

    public Task<string> ResolveAsync(GitRemote remote, CancellationToken cancel) =>
        ReportedAsync(remote, async (jail, limit) =>
        {
            var wanted = remote.Address.Reference;
            string[] names = wanted is null ? ["HEAD"]
                : wanted.StartsWith("refs/", StringComparison.Ordinal) ? [wanted + "^{}", wanted]
                : [$"refs/heads/{wanted}", $"refs/tags/{wanted}^{{}}", $"refs/tags/{wanted}"];
            var listed = await ListedAsync(jail, remote, names, limit);
            return names.Select(name => listed.GetValueOrDefault(name)).FirstOrDefault(commit => commit is not null)
                ?? throw NotThere(remote, wanted ?? "HEAD");
        }, cancel);

    public Task<IReadOnlyDictionary<string, string>> ListAsync(
        GitRemote remote, IReadOnlyList<string> patterns, CancellationToken cancel) =>
        ReportedAsync<IReadOnlyDictionary<string, string>>(
            remote, async (jail, limit) => await ListedAsync(jail, remote, patterns, limit), cancel);

    public Task CheckOutAsync(
        GitRemote remote, string commit, string directory, bool withGitDirectory, CancellationToken cancel) =>
        ReportedAsync(remote, async (jail, limit) =>
        {
            await FetchAsync(Online(jail, remote), remote, commit, withGitDirectory, limit);
            await using (var objects = new ObjectReader(GitProcess.Start(jail, "cat-file", "--batch")))
                await new TreeCheckout(objects, store.Options).WriteAsync(commit, directory, limit);
            if (withGitDirectory)
            {
                await RemoteFetch.ForgetAsync(jail, limit);
                await new GitDirectory(jail, store.Options).WriteAsync(commit, directory, limit);
            }
            return true;
        }, cancel);

    private async Task<Dictionary<string, string>> ListedAsync(
        GitJail jail, GitRemote remote, IReadOnlyList<string> names, CancellationToken cancel)
    {
        string[] command = ["ls-remote", "--quiet", "--", UrlOf(remote), .. names];
        var listed = await GitProcess.RunAsync(Online(jail, remote), command, null, cancel, MaxListBytes);
        if (listed.Length >= MaxListBytes)
            throw new SlipwayException(
                ErrorCode.BuildLimit, $"{Shown(remote)} has more references than are looked through",
                "Remove some from the repository.");
        var references = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in listed.Split('\n')
            .Select(line => line.Split('\t')).Where(line => line.Length == 2 && GitAddress.IsCommit(line[0])))
            references.TryAdd(line[1], line[0]);
        return references;
    }

    private static async Task FetchAsync(
        GitJail online, GitRemote remote, string commit, bool withHistory, CancellationToken cancel)
    {
        try
        {
            await RemoteFetch.OneAsync(online, UrlOf(remote), commit, withHistory, cancel);
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.ToolFailed)
        {
            await RemoteFetch.AllAsync(online, UrlOf(remote), remote.Address.Reference, cancel);
        }
    }

    /// <summary>git connects only to the checked addresses, and does not follow redirects to others.</summary>
    private GitJail Online(GitJail jail, GitRemote remote)
    {
        var url = remote.Address.Url;
        var hosts = remote.Hosts.Select(
            host => host.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{host}]" : host.ToString());
        return jail with
        {
            Network = true,
            MaxFileBytes = store.Options.MaxFetchBytes,
            Settings = url.HostNameType == UriHostNameType.Dns && url.Scheme != "git"
                ? ["http.followRedirects=false", $"http.curloptResolve={url.Host}:{url.Port}:{string.Join(',', hosts)}"]
                : ["http.followRedirects=false"],
        };
    }

    /// <summary>The git protocol cannot connect to an address different from the host's name.</summary>
    private static string UrlOf(GitRemote remote) => remote.Address.Url.Scheme == "git"
        ? new UriBuilder(remote.Address.Url) { Host = remote.Hosts[0].ToString() }.Uri.ToString()
        : remote.Address.Url.ToString();

    private async Task<T> ReportedAsync<T>(
        GitRemote remote, Func<GitJail, CancellationToken, Task<T>> action, CancellationToken cancel)
    {
        try
        {
            return await store.WithScratchAsync(action, cancel);
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.ToolFailed)
        {
            // The exception would contain the whole URL.
            var why = RemoteFetch.Masked(e.Message, remote.Address.Url.ToString());
            throw new SlipwayException(
                ErrorCode.RemoteSource, $"{Shown(remote)} cannot be fetched: {why}",
                "Check the address with git ls-remote.");
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.NotFound)
        {
            throw NotThere(remote, remote.Address.Reference ?? "HEAD");
        }
        catch (SlipwayException e) when (e.Code is ErrorCode.LimitReached or ErrorCode.Invalid)
        {
            throw new SlipwayException(ErrorCode.BuildLimit, e.Message, e.NextStep, e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new SlipwayException(
                ErrorCode.BuildLimit, $"{Shown(remote)} could not be fetched in time", "Try again.", e);
        }
    }

    private static string Shown(GitRemote remote) =>
        Pushes.TerminalSafeLine.Of(RemoteFetch.Masked(remote.Address.Url.ToString(), remote.Address.Url.ToString()));

    private static SlipwayException NotThere(GitRemote remote, string wanted) => new(
        ErrorCode.RemoteSource, $"{Shown(remote)} has no '{Pushes.TerminalSafeLine.Of(wanted)}'",
        "Name a branch, a tag, or the whole id of a commit.");
}
