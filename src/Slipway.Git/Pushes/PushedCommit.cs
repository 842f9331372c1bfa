namespace Slipway.Git.Pushes;

/// <summary>A branch that a push updated.</summary>
/// <param name="Account">The pushing account.</param>
/// <param name="Ref">Full name, <c>refs/heads/main</c>.</param>
/// <param name="Old">The previous commit, null when the branch is new.</param>
/// <param name="New">The new commit.</param>
public sealed record PushedCommit(RepositoryName Repository, string Account, string Ref, string? Old, string New);

/// <summary>
/// Builds and rolls out a commit pushed to the deploy branch; each line is shown by the client. The last lines contain
/// the URL or the error. Cancelled when the client disconnects: the build itself continues.
/// </summary>
public delegate IAsyncEnumerable<string> DeployPushed(PushedCommit pushed, CancellationToken cancel);
