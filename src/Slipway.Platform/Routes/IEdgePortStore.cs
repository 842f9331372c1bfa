namespace Slipway.Platform.Routes;

/// <summary>The edge ports of applications, durably.</summary>
public interface IEdgePortStore
{
    /// <summary>
    /// The edge port of an endpoint: the one it has, or the lowest free one of the range. Null: none is free.
    /// </summary>
    Task<int?> TakeEdgePortAsync(string application, string endpoint, int first, int last, CancellationToken cancel);

    Task<IReadOnlyList<EdgePort>> ListEdgePortsAsync(CancellationToken cancel);
}

/// <summary>The port of the edge that leads to a TCP endpoint of an application.</summary>
public sealed record EdgePort(int Port, string Application, string Endpoint);
