using System.Collections.Immutable;

namespace Slipway.Platform.Accounts;

public enum Role
{
    /// <summary>Works in the domains it is a member of.</summary>
    Member,

    /// <summary>May do everything: accounts, cartridges, all domains.</summary>
    Admin,
}

/// <summary>Somebody, or some program, that uses the platform.</summary>
public sealed record Account(string Name, Role Role, DateTimeOffset Created);

/// <summary>A token's record. The token itself is shown once and stored nowhere.</summary>
/// <param name="Hash">SHA-256 of the token, 64 hexadecimal digits.</param>
public sealed record AccessToken(
    string Id, string Account, string Hash, string Label, DateTimeOffset Created, DateTimeOffset? Expires)
{
    public override string ToString() => $"token {Id} of {Account}";
}

/// <summary>The namespace of a team: its applications, and whose they are.</summary>
public sealed record Domain(string Name, ImmutableSortedSet<string> Members, DateTimeOffset Created)
{
    public bool Admits(Account account) => account.Role == Role.Admin || Members.Contains(account.Name);
}
