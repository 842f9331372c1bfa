using Slipway.Platform.Operations;

namespace Slipway.Platform.Releases;

/// <summary>Rolls a release out that is equal to an earlier one.</summary>
/// <param name="Target">The release to go back to.</param>
public sealed record RollbackRelease(int Target) : OperationRequest
{
    public const string Name = "Rollback";

    public override string Kind => Name;
}

public sealed record ReleaseProgress : ProgressRecord
{
    /// <summary>The release that the operation made; null: it made none.</summary>
    public int? Release { get; init; }

    /// <summary>What served before; null: nothing.</summary>
    public int? PreviousRelease { get; init; }
}
