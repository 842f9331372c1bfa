using System.Collections.Immutable;
using System.Net;

namespace Slipway.Build.Remote;

/// <summary>
/// Git repositories elsewhere; implemented by who has git. What is at fault is a <see cref="SlipwayException"/> without
/// a line, and no message has more of the remote's words than one line.
/// </summary>
public interface IRemoteRepositories
{
    /// <summary>The id of the commit that the address means now.</summary>
    Task<string> ResolveAsync(GitRemote remote, CancellationToken cancel);

    /// <summary>References and the commits or tags that they are now.</summary>
    /// <param name="patterns">Full names; <c>*</c> stands for anything.</param>
    Task<IReadOnlyDictionary<string, string>> ListAsync(
        GitRemote remote, IReadOnlyList<string> patterns, CancellationToken cancel);

    /// <summary>
    /// Writes the tree of a commit as root's files into an empty directory that exists: files 0644 or 0755, directories
    /// 0755, submodules empty.
    /// </summary>
    /// <param name="withGitDirectory">Whether <c>.git</c> is in it, with that commit alone.</param>
    Task CheckOutAsync(
        GitRemote remote, string commit, string directory, bool withGitDirectory, CancellationToken cancel);
}

/// <param name="Hosts">Where the host of the address is; nothing else may be spoken to.</param>
public sealed record GitRemote(GitAddress Address, ImmutableArray<IPAddress> Hosts);
