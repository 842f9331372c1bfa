using System.Text.RegularExpressions;

namespace Slipway.Git;

/// <summary>
/// The name of a repository: <c>DOMAIN/APPLICATION</c>, each <c>[a-z0-9-]</c>, so that no name leads out of the
/// directory.
/// </summary>
public sealed partial record RepositoryName
{
    private RepositoryName(string domain, string application) => (Domain, Application) = (domain, application);

    public string Domain { get; }

    public string Application { get; }

    public static RepositoryName? TryCreate(string? domain, string? application) =>
        domain is not null && application is not null && Part().IsMatch(domain) && Part().IsMatch(application)
            ? new(domain, application) : null;

    public static RepositoryName Create(string domain, string application) =>
        TryCreate(domain, application) ?? throw new ArgumentException(
            "not the names of a domain and an application", nameof(application));

    public override string ToString() => $"{Domain}/{Application}";

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,62}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Part();
}
