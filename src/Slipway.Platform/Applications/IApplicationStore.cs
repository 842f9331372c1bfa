using Slipway.Platform.Builds;
using Slipway.Platform.Environment;

namespace Slipway.Platform.Applications;

/// <summary>Applications with their environment, private inputs and edge ports, durably.</summary>
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

    Task<IReadOnlyList<EnvironmentVariable>> GetEnvironmentAsync(string id, CancellationToken cancel);

    Task SetEnvironmentAsync(string id, IReadOnlyList<EnvironmentVariable> variables, CancellationToken cancel);

    /// <summary>By kind and name.</summary>
    Task<IReadOnlyList<SealedInput>> ListPrivateInputsAsync(string id, CancellationToken cancel);

    /// <summary>Replaces all. Nothing happens when the application is gone.</summary>
    Task SetPrivateInputsAsync(string id, IReadOnlyList<SealedInput> inputs, CancellationToken cancel);

    /// <summary>
    /// The edge port of an endpoint: the one it has, or the lowest free one of the range. Null: none is free.
    /// </summary>
    Task<int?> TakeEdgePortAsync(string id, string endpoint, int first, int last, CancellationToken cancel);

    Task<IReadOnlyList<EdgePort>> ListEdgePortsAsync(CancellationToken cancel);
}

/// <summary>The port of the edge that leads to a TCP endpoint of an application.</summary>
public sealed record EdgePort(int Port, string Application, string Endpoint);
