using Slipway.Build.Remote;
using Slipway.Dockerfiles;

namespace Slipway.Factory.Sources;

/// <summary>Remote repositories of the factory, with the same restrictions on hosts as ADD.</summary>
/// <param name="repositories">Null refuses all.</param>
public sealed class GitRepositories(IRemoteRepositories? repositories, bool mayReachThisMachine)
{
    /// <summary>Resolves the address to a commit.</summary>
    /// <exception cref="DockerfileException">It cannot be told.</exception>
    public async Task<string> CommitAsync(GitAddress address, CancellationToken cancel) =>
        address.IsPinned ? address.Reference! : await Known.ResolveAsync(await RemoteAsync(address, cancel), cancel);

    /// <inheritdoc cref="IRemoteRepositories.ListAsync"/>
    public async Task<IReadOnlyDictionary<string, string>> ListAsync(
        GitAddress address, IReadOnlyList<string> patterns, CancellationToken cancel) =>
        await Known.ListAsync(await RemoteAsync(address, cancel), patterns, cancel);

    /// <summary>Writes the files of a commit into a new directory.</summary>
    /// <param name="address">Its reference is fetched when the server does not serve single commits.</param>
    public async Task CheckOutAsync(GitAddress address, string commit, string directory, CancellationToken cancel)
    {
        Directory.CreateDirectory(directory);
        await Known.CheckOutAsync(
            await RemoteAsync(address, cancel), commit, directory, withGitDirectory: false, cancel);
    }

    private IRemoteRepositories Known => repositories
        ?? throw new SlipwayException(
            ErrorCode.Factory, "this factory fetches no repositories", "put the files into the tree");

    private async Task<GitRemote> RemoteAsync(GitAddress address, CancellationToken cancel) =>
        new(address, await HostAddresses.ResolveAsync(address.Url.Host, mayReachThisMachine, cancel));
}
