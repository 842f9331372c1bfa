using Slipway.Platform.Operations;
using Slipway.Platform.Repositories;

namespace Slipway.Platform.Provisioning;

/// <summary>Makes the repository of an application that was recorded, and builds what it begins with.</summary>
public sealed record CreateApplication : OperationRequest
{
    public const string Name = "CreateApplication";

    /// <summary>Where the repository's content comes from; null: nowhere.</summary>
    public RepositoryTemplate? Template { get; init; }

    public override string Kind => Name;
}
