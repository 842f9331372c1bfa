using System.Net;
using Slipway.Registry.Access;

namespace Slipway.Git.Http;

/// <summary>The kind of access that a client requests.</summary>
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

    /// <summary>No token, or an unknown or expired one.</summary>
    Unauthenticated,

    /// <summary>
    /// The account exists but has no permission; the response is the same as for a missing repository.
    /// </summary>
    Refused,
}

/// <param name="Account">The token's account; empty without one.</param>
public sealed record GitPermission(GitAccess Access, string Account = "");

/// <summary>Decides whether the owner of a token may access a repository. The token is never logged.</summary>
/// <param name="credentials">Null when the request has none.</param>
/// <param name="source">The client's address.</param>
/// <exception cref="TooManyLoginsException">Too many wrong ones came before.</exception>
public delegate Task<GitPermission> AuthorizeGit(
    RepositoryName repository, GitService service, LoginCredentials? credentials, IPAddress? source,
    CancellationToken cancel);
