using System.Collections.Immutable;
using Slipway.Engine;
using Slipway.Oci;
using Slipway.Platform.Cartridges;

namespace Slipway.Platform.Releases;

public enum ReleaseState
{
    /// <summary>Made, and not yet rolled out to the end.</summary>
    Pending,

    /// <summary>Its gears became ready: it serves, or did.</summary>
    Succeeded,

    Failed,
}

/// <summary>
/// Artifact, environment and cartridge version under one number; never changed but for its state. Gears are started
/// from nothing else.
/// </summary>
public sealed record Release(string Application, int Number, DateTimeOffset Created)
{
    /// <summary>The build whose artifact it runs.</summary>
    public required int Build { get; init; }

    public required Digest Image { get; init; }

    public required string Cartridge { get; init; }

    public required CartridgeProfile Profile { get; init; }

    public ImmutableSortedDictionary<string, string> Environment { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    public ResourceLimits Limits { get; init; } = new();

    /// <summary>Why it was made, for people.</summary>
    public required string Reason { get; init; }

    public ReleaseState State { get; init; }

    /// <summary>The operation that made it.</summary>
    public required string Operation { get; init; }

    public string Name => $"v{Number}";

    public override string ToString() => $"release {Name} of {Application}";
}
