using Slipway.Platform.Environment;

namespace Slipway.Platform.Applications;

/// <summary>Applications with their environment and edge ports, durably.</summary>
public interface IApplicationStore
{
    /// <exception cref="PlatformException">Conflict: the domain has an application of that name.</exception>
    Task AddAsync(Application application, CancellationToken cancel);

    Task<Application?> FindAsync(string id, CancellationToken cancel);

    Task<Application?> FindAsync(string domain, string name, CancellationToken cancel);

    /// <summary>By domain and name; null: of all domains.</summary>
    Task<IReadOnlyList<Application>> ListAsync(string? domain, CancellationToken cancel);

    Task UpdateAsync(Application application, CancellationToken cancel);

    /// <summary>Removes the application with its environment, edge ports, builds, artifacts, releases, gears and volumes.</summary>
    Task RemoveAsync(string id, CancellationToken cancel);

    Task<IReadOnlyList<EnvironmentVariable>> GetEnvironmentAsync(string id, CancellationToken cancel);

    Task SetEnvironmentAsync(string id, IReadOnlyList<EnvironmentVariable> variables, CancellationToken cancel);

    /// <summary>The edge port of an endpoint: the one it has, or the lowest free one of the range. Null: none is free.</summary>
    Task<int?> TakeEdgePortAsync(string id, string endpoint, int first, int last, CancellationToken cancel);

    Task<IReadOnlyList<EdgePort>> ListEdgePortsAsync(CancellationToken cancel);
}

/// <summary>The port of the edge that leads to a TCP endpoint of an application.</summary>
public sealed record EdgePort(int Port, string Application, string Endpoint);
