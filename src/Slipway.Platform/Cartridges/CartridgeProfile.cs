using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Slipway.Platform.Cartridges;

/// <summary>
/// What running gears need to know of their cartridge. A release keeps a copy, so that it can be rolled out again
/// whatever became of the cartridge. Stored by name: a property that is renamed keeps its stored one.
/// </summary>
public sealed record CartridgeProfile
{
    public ImmutableArray<CartridgeEndpoint> Endpoints { get; init; } = [];

    /// <summary>Absolute path of the volume; null for a web group, whose gears keep nothing.</summary>
    public string? StoragePath { get; init; }

    public LivenessCheck? Liveness { get; init; }

    [JsonPropertyName("leastGears")]
    public int MinGears { get; init; } = 1;

    /// <summary>Null: no bound of the cartridge.</summary>
    [JsonPropertyName("mostGears")]
    public int? MaxGears { get; init; }

    public bool Stateful => StoragePath is not null;

    public CartridgeEndpoint? WebEndpoint =>
        Endpoints.FirstOrDefault(endpoint => endpoint.Protocol == EndpointProtocol.Http);

    public IEnumerable<CartridgeEndpoint> TcpEndpoints =>
        Endpoints.Where(endpoint => endpoint.Protocol == EndpointProtocol.Tcp);

    public bool Equals(CartridgeProfile? other) => other is not null && Endpoints.SequenceEqual(other.Endpoints)
        && (StoragePath, Liveness, MinGears, MaxGears) == (other.StoragePath, other.Liveness,
            other.MinGears, other.MaxGears);

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
