using System.Net;
using Slipway.Registry.Access;

namespace Slipway.Git.Http;

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

    /// <summary>
    /// The account is known and may not; it is told the same as for a repository that does not exist.
    /// </summary>
    Refused,
}

/// <param name="Account">Whose the token is; empty when it is nobody's.</param>
public sealed record GitPermission(GitAccess Access, string Account = "");

/// <summary>Decides whether the owner of a token may use a repository. The token is never written anywhere.</summary>
/// <param name="credentials">Null when the request has none.</param>
/// <param name="source">Where the request is from.</param>
/// <exception cref="TooManyLoginsException">Too many wrong ones came before.</exception>
public delegate Task<GitPermission> AuthorizeGit(
    RepositoryName repository, GitService service, LoginCredentials? credentials, IPAddress? source,
    CancellationToken cancel);
