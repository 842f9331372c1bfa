using Slipway.Platform.Operations;

namespace Slipway.Platform.Rollouts;

/// <summary>Changes how many gears serve.</summary>
public sealed record ScaleApplication(int Scale) : OperationRequest
{
    public const string Name = "Scale";

    public override string Kind => Name;
}

public sealed record ScaleProgress : ProgressRecord
{
    /// <summary>How many there were before; null: it is not changed yet.</summary>
    public int? PreviousScale { get; init; }
}
