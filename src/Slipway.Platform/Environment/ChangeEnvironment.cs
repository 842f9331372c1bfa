using System.Collections.Immutable;
using Slipway.Platform.Operations;

namespace Slipway.Platform.Environment;

/// <summary>Changes the environment and rolls a release with it out.</summary>
public sealed record ChangeEnvironment : OperationRequest
{
    public const string Name = "ChangeEnvironment";

    /// <summary>A name with a value sets a variable, one with null unsets it. Empty once the operation has ended.
    /// </summary>
    public ImmutableSortedDictionary<string, string?> Change { get; init; } =
        ImmutableSortedDictionary<string, string?>.Empty;

    public override string Kind => Name;

    public override OperationRequest WithoutSecrets() => new ChangeEnvironment();
}

public sealed record EnvironmentProgress : ProgressRecord
{
    /// <summary>What it was before; null: it is not changed yet.</summary>
    public ImmutableArray<EnvironmentVariable>? PreviousEnvironment { get; init; }

    /// <summary>It was like this already.</summary>
    public bool Unchanged { get; init; }

    public override ProgressRecord WithoutSecrets() => this with { PreviousEnvironment = null };
}
