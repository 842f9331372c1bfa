using System.Collections.Immutable;
using Slipway.Engine;
using Slipway.Platform.Builds;
using Slipway.Platform.Environment;
using Slipway.Platform.Limits;
using Slipway.Platform.Repositories;

namespace Slipway.Platform.Operations;

/// <summary>What an operation was asked to do, and what its steps have found out.</summary>
public sealed record OperationData
{
    /// <summary>What to build; null: nothing.</summary>
    public SourceInput? Source { get; init; }

    public BuildOptions Options { get; init; } = new();

    /// <summary>What only this build sees, sealed; null: nothing.</summary>
    public string? PrivateInputs { get; init; }

    /// <summary>Where a new repository's content comes from; null: nowhere.</summary>
    public RepositoryTemplate? Template { get; init; }

    /// <summary>A name with a value sets a variable, one with null unsets it.</summary>
    public ImmutableSortedDictionary<string, string?>? Change { get; init; }

    public LimitChange? Limits { get; init; }

    public int? Scale { get; init; }

    /// <summary>The release to go back to.</summary>
    public int? Target { get; init; }

    public int? Build { get; init; }

    public BuiltArtifact? Built { get; init; }

    /// <summary>The build found that the serving release is what it would make.</summary>
    public bool Unchanged { get; init; }

    /// <summary>The release that this operation made.</summary>
    public int? Release { get; init; }

    /// <summary>What served before; null: nothing.</summary>
    public int? PreviousRelease { get; init; }

    public int? PreviousScale { get; init; }

    public ResourceLimits? PreviousLimits { get; init; }

    public ImmutableArray<EnvironmentVariable>? PreviousEnvironment { get; init; }

    /// <summary>Without what is nobody's business once the operation has ended.</summary>
    public OperationData WithoutSecrets() => this with
    {
        Change = null,
        PreviousEnvironment = null,
        PrivateInputs = null,
    };

    public override string ToString() => nameof(OperationData);
}
