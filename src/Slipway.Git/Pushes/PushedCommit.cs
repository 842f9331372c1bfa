namespace Slipway.Git.Pushes;

/// <summary>A branch that a push has changed.</summary>
/// <param name="Account">Who pushed.</param>
/// <param name="Ref">Full name, <c>refs/heads/main</c>.</param>
/// <param name="Old">The commit before, null when the branch is new.</param>
/// <param name="New">The commit now.</param>
public sealed record PushedCommit(RepositoryName Repository, string Account, string Ref, string? Old, string New);

/// <summary>
/// Builds and rolls out a commit pushed to the deploy branch; each line is shown to the one who pushed. The last lines
/// say the URL or the cause of failure. Cancelled when nobody listens any more: the build itself goes on.
/// </summary>
public delegate IAsyncEnumerable<string> DeployPushed(PushedCommit pushed, CancellationToken cancel);
