namespace Slipway.Web.Resources;

/// <param name="Role"><c>member</c> or <c>admin</c>.</param>
public sealed record AccountResource(string Name, string Role, DateTimeOffset Created);

/// <param name="Role"><c>member</c> (the default) or <c>admin</c>.</param>
public sealed record NewAccount(string Name, string? Role = null);

/// <param name="Name">A description.</param>
public sealed record TokenResource(
    string Id, string Account, string Name, DateTimeOffset Created, DateTimeOffset? Expires)
{
    /// <summary>The token itself: only in the response to its creation.</summary>
    public string? Token { get; init; }

    public override string ToString() => $"token {Id} of {Account}";
}

/// <param name="Account">The account; null is the caller's. Other accounts: administrators.</param>
/// <param name="Name">A description.</param>
/// <param name="Expires">Seconds from now; null is never.</param>
public sealed record NewToken(string? Account = null, string? Name = null, double? Expires = null);

/// <param name="Members">The accounts that may use it, besides administrators.</param>
public sealed record DomainResource(string Name, IReadOnlyList<string> Members, DateTimeOffset Created);

/// <param name="Member">The first member; null is the caller.</param>
public sealed record NewDomain(string Name, string? Member = null);
