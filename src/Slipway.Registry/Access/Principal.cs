using System.Net;

namespace Slipway.Registry.Access;

/// <summary>The authenticated sender of a request.</summary>
/// <param name="Domains">The domains of which the principal is a member (repositories <c>domain/…</c>).</param>
public sealed record Principal(string Name, bool IsAdministrator, IReadOnlySet<string> Domains);

/// <summary>
/// Authenticates credentials; null when they are wrong. Must take the same time for a wrong user and a wrong secret.
/// </summary>
/// <param name="source">The client's address; null for the local socket.</param>
/// <exception cref="TooManyLoginsException">Too many wrong ones came before.</exception>
public delegate ValueTask<Principal?> Authenticate(
    LoginCredentials credentials, IPAddress? source, CancellationToken cancel);
