namespace Slipway.Source.Http;

/// <summary>What a client wants of a repository.</summary>
public enum GitService
{
    /// <summary>Clone and fetch.</summary>
    Read,

    /// <summary>Push.</summary>
    Write,
}

public enum GitAccess
{
    Granted,

    /// <summary>No token, or one that is unknown or has expired.</summary>
    Unauthenticated,

    /// <summary>The account is known and may not; it is told the same as for a repository that does not exist.</summary>
    Refused,
}

/// <param name="Account">Whose the token is; empty when it is nobody's.</param>
public sealed record GitPermission(GitAccess Access, string Account = "");

/// <summary>Decides whether the owner of a token may use a repository. The token is never written anywhere.</summary>
/// <param name="token">The password of HTTP Basic; null when there is none.</param>
public delegate Task<GitPermission> AuthorizeGit(RepositoryName repository, GitService service, string? token, CancellationToken cancel);
