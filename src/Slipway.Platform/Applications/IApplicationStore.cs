namespace Slipway.Platform.Applications;

/// <summary>Applications, durably.</summary>
public interface IApplicationStore
{
    /// <exception cref="SlipwayException">Conflict: the domain has an application of that name. NotFound: there is no
    /// such domain.</exception>
    Task AddAsync(Application application, CancellationToken cancel);

    Task<Application?> FindAsync(string id, CancellationToken cancel);

    Task<Application?> FindAsync(string domain, string name, CancellationToken cancel);

    /// <summary>By domain and name; null: of all domains.</summary>
    Task<IReadOnlyList<Application>> ListAsync(string? domain, CancellationToken cancel);

    Task UpdateAsync(Application application, CancellationToken cancel);

    /// <summary>
    /// Removes the application with its environment, private inputs, edge ports, builds, artifacts, releases,
    /// gears and volumes.
    /// </summary>
    Task RemoveAsync(string id, CancellationToken cancel);
}
