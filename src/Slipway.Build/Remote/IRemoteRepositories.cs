using System.Collections.Immutable;
using System.Net;

namespace Slipway.Build.Remote;

/// <summary>
/// Access to remote git repositories. Errors are <see cref="SlipwayException"/>s without a line number; messages
/// contain at most one line from the remote.
/// </summary>
public interface IRemoteRepositories
{
    /// <summary>Resolves the address to a commit id.</summary>
    Task<string> ResolveAsync(GitRemote remote, CancellationToken cancel);

    /// <summary>Lists references and the commits or tags that they point to.</summary>
    /// <param name="patterns">Full names; <c>*</c> matches anything.</param>
    Task<IReadOnlyDictionary<string, string>> ListAsync(
        GitRemote remote, IReadOnlyList<string> patterns, CancellationToken cancel);

    /// <summary>
    /// Writes the tree of a commit, owned by root, into an existing empty directory: files 0644 or 0755, directories
    /// 0755, submodules empty.
    /// </summary>
    /// <param name="withGitDirectory">Whether to add <c>.git</c> with that commit's history.</param>
    Task CheckOutAsync(
        GitRemote remote, string commit, string directory, bool withGitDirectory, CancellationToken cancel);
}

/// <param name="Hosts">The addresses of the host; no other may be connected to.</param>
public sealed record GitRemote(GitAddress Address, ImmutableArray<IPAddress> Hosts);
