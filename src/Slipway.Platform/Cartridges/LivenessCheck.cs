using System.Collections.Immutable;

namespace Slipway.Platform.Cartridges;

/// <summary>
/// How to see that a gear serves: all ports accept, the HTTP path answers 2xx or 3xx, all scripts end with 0.
/// </summary>
public sealed record LivenessCheck
{
    public ImmutableArray<int> Ports { get; init; } = [];

    /// <summary>Asked on the first of <see cref="Ports"/>, or on the web endpoint.</summary>
    public string? HttpPath { get; init; }

    /// <summary>Commands inside the gear.</summary>
    public ImmutableArray<string> Scripts { get; init; } = [];

    /// <summary>How long one probe may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a new gear may take until its first successful check; failures do not count before.</summary>
    public TimeSpan StartPeriod { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Failed probes in a row, after the start period, that mean it is dead.</summary>
    public int Failures { get; init; } = 3;

    public bool Equals(LivenessCheck? other) =>
        other is not null && Ports.SequenceEqual(other.Ports) && Scripts.SequenceEqual(other.Scripts)
        && (HttpPath, Timeout, Interval, StartPeriod, Failures) == (other.HttpPath, other.Timeout, other.Interval,
            other.StartPeriod, other.Failures);

    public override int GetHashCode() => HashCode.Combine(Ports.Length, HttpPath, Scripts.Length, StartPeriod);
}
