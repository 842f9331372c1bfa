using System.Collections.Immutable;
using Slipway.Platform.Routes;

namespace Slipway.Platform.Cartridges;

/// <summary>What running gears need to know of their cartridge. A release keeps a copy, so that it can be rolled out again whatever became of the cartridge.</summary>
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

    public bool Equals(CartridgeProfile? other) => other is not null && Endpoints.SequenceEqual(other.Endpoints)
        && (StoragePath, Liveness, LeastGears, MostGears) == (other.StoragePath, other.Liveness, other.LeastGears, other.MostGears);

    public override int GetHashCode() => HashCode.Combine(Endpoints.Length, StoragePath, Liveness);
}

/// <param name="Port">Where the gear listens.</param>
public sealed record CartridgeEndpoint(string Name, int Port, RouteProtocol Protocol);

public enum LivenessKind
{
    Port,
    Http,
    Script,
}

/// <summary>How to see that a gear serves.</summary>
public sealed record LivenessCheck(LivenessKind Kind)
{
    /// <summary>Port and HTTP; null: the first endpoint's.</summary>
    public int? Port { get; init; }

    public string Path { get; init; } = "/";

    /// <summary>Run in the gear; exit code 0 is alive.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>How long failures after the start mean nothing.</summary>
    public TimeSpan StartPeriod { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Failures in a row, after the start period, that mean it is dead.</summary>
    public int Retries { get; init; } = 3;

    public bool Equals(LivenessCheck? other) => other is not null && Command.SequenceEqual(other.Command)
        && (Kind, Port, Path, StartPeriod, Interval, Timeout, Retries)
            == (other.Kind, other.Port, other.Path, other.StartPeriod, other.Interval, other.Timeout, other.Retries);

    public override int GetHashCode() => HashCode.Combine(Kind, Port, Path, StartPeriod, Interval);
}
