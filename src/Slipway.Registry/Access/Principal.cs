using System.Net;

namespace Slipway.Registry.Access;

/// <summary>Who a request is from.</summary>
/// <param name="Domains">The domains whose repositories (<c>domain/…</c>) are the principal's own.</param>
public sealed record Principal(string Name, bool IsAdministrator, IReadOnlySet<string> Domains);

/// <summary>
/// Tells who has these credentials, or null when they are wrong. Must take the same time for a wrong user
/// and a wrong secret.
/// </summary>
/// <param name="source">Where the request is from; null for this machine's own socket.</param>
/// <exception cref="TooManyLoginsException">Too many wrong ones came before.</exception>
public delegate ValueTask<Principal?> Authenticate(
    LoginCredentials credentials, IPAddress? source, CancellationToken cancel);
