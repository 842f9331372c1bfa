using Slipway.Engine;
using Slipway.Platform.Operations;

namespace Slipway.Platform.Limits;

/// <summary>Changes the limits and rolls a release with them out.</summary>
public sealed record ChangeLimits(LimitChange Limits) : OperationRequest
{
    public const string Name = "ChangeLimits";

    public override string Kind => Name;
}

public sealed record LimitProgress : ProgressRecord
{
    /// <summary>What they were before; null: they are not changed yet.</summary>
    public ResourceLimits? PreviousLimits { get; init; }

    /// <summary>They were like this already.</summary>
    public bool Unchanged { get; init; }
}
