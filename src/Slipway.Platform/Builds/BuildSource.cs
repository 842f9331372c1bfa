using Slipway.Platform.Operations;

namespace Slipway.Platform.Builds;

/// <summary>Builds a source and rolls the artifact out.</summary>
public sealed record BuildSource(SourceInput Source, BuildOptions Options) : OperationRequest
{
    public const string Name = "Build";
    private const int ShownLength = 7;

    /// <summary>What only this build sees, sealed; null: nothing.</summary>
    public string? PrivateInputs { get; init; }

    public override string Kind => Name;

    public override string? Commit => Source.Kind == SourceKind.Commit ? Source.Place : null;

    private bool IsPush => Source is { Kind: SourceKind.Commit, Ref: not null };

    /// <summary>Of the pushes that wait, only the newest source is worth a build.</summary>
    public override string? SupersededBy(OperationRequest later) =>
        IsPush && later is BuildSource { IsPush: true } push
            ? $"a later push: {push.Source.Place[..ShownLength]} is built instead"
            : null;

    public override OperationRequest WithoutSecrets() => this with { PrivateInputs = null };
}

/// <summary>What an operation builds that was not asked to build something.</summary>
public sealed record SourceProgress : ProgressRecord
{
    /// <summary>The first commit of a new repository; null: it is empty.</summary>
    public SourceInput? Source { get; init; }
}

public sealed record BuildProgress : ProgressRecord
{
    /// <summary>The number of the build.</summary>
    public int? Build { get; init; }

    public BuiltArtifact? Built { get; init; }

    /// <summary>The serving release is what the build would make.</summary>
    public bool Unchanged { get; init; }
}
