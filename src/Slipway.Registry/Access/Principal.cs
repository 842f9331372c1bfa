namespace Slipway.Registry.Access;

/// <summary>Who a request is from.</summary>
/// <param name="Domains">The domains whose repositories (<c>domain/…</c>) are the principal's own.</param>
public sealed record Principal(string Name, bool IsAdministrator, IReadOnlySet<string> Domains);

/// <summary>Tells who has these credentials, or null when they are wrong. Must take the same time for a wrong user and a wrong secret.</summary>
public delegate ValueTask<Principal?> Authenticate(string user, string secret, CancellationToken cancel);
