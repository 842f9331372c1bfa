using System.Collections.Immutable;

namespace Slipway.Platform.Cartridges;

/// <summary>
/// What running gears need to know of their cartridge. A release keeps a copy, so that it can be rolled out again
/// whatever became of the cartridge.
/// </summary>
public sealed record CartridgeProfile
{
    public ImmutableArray<CartridgeEndpoint> Endpoints { get; init; } = [];

    /// <summary>Absolute path of the volume; null for a web group, whose gears keep nothing.</summary>
    public string? StoragePath { get; init; }

    public LivenessCheck? Liveness { get; init; }

    public int LeastGears { get; init; } = 1;

    /// <summary>Null: no bound of the cartridge.</summary>
    public int? MostGears { get; init; }

    public bool Stateful => StoragePath is not null;

    public CartridgeEndpoint? WebEndpoint =>
        Endpoints.FirstOrDefault(endpoint => endpoint.Protocol == EndpointProtocol.Http);

    public IEnumerable<CartridgeEndpoint> TcpEndpoints =>
        Endpoints.Where(endpoint => endpoint.Protocol == EndpointProtocol.Tcp);

    public bool Equals(CartridgeProfile? other) => other is not null && Endpoints.SequenceEqual(other.Endpoints)
        && (StoragePath, Liveness, LeastGears, MostGears) == (other.StoragePath, other.Liveness,
            other.LeastGears, other.MostGears);

    public override int GetHashCode() => HashCode.Combine(Endpoints.Length, StoragePath, Liveness);
}

/// <summary>How an endpoint is spoken to, as the edge has to know.</summary>
public enum EndpointProtocol
{
    Http,
    Tcp,
}

/// <param name="Port">Where the gear listens.</param>
public sealed record CartridgeEndpoint(string Name, int Port, EndpointProtocol Protocol);
