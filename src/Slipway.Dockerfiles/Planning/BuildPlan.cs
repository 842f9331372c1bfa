using System.Collections.Immutable;
using Slipway.Build.Context;
using Slipway.Oci;

namespace Slipway.Dockerfiles.Planning;

/// <summary>The plan for the target stage: the stages it needs, in order.</summary>
internal sealed record BuildPlan(ImmutableArray<PlannedStage> Stages, ImmutableArray<string> Warnings)
{
    public PlannedStage Target => Stages[^1];

    public int StepCount => Stages.Sum(stage => stage.Steps.Length + 1);
}

/// <param name="Index">The stage's number in the Dockerfile, 0-based.</param>
/// <param name="Config">The configuration after the last step.</param>
internal sealed record PlannedStage(
    int Index, string? Name, int Line, string FromText, FileOrigin Base, ImmutableArray<PlannedStep> Steps,
    ContainerConfig Config, string? Author);

/// <summary>Where files come from.</summary>
internal abstract record FileOrigin
{
    private FileOrigin()
    {
    }

    public sealed record Scratch : FileOrigin;

    /// <param name="Name">A named context; null is the main context.</param>
    public sealed record Context(string? Name = null) : FileOrigin;

    public sealed record Stage(int Index) : FileOrigin;

    public sealed record Image(ImageReference Reference) : FileOrigin;
}

/// <summary>One instruction with its variables expanded.</summary>
internal abstract record PlannedStep
{
    public required int Line { get; init; }

    /// <summary>The instruction as written, for people.</summary>
    public required string Text { get; init; }

    /// <summary>
    /// The history's <c>created_by</c>; <c>{0}</c> stands for the digest of the copied content, which is known only at
    /// execution.
    /// </summary>
    public required string CreatedBy { get; init; }

    public string? Author { get; init; }
}

/// <summary>A step that only changes the configuration.</summary>
internal sealed record MetadataStep : PlannedStep;

internal sealed record WorkdirStep(string Path) : PlannedStep;

internal sealed record RunStep : PlannedStep
{
    public required ImmutableArray<string> Command { get; init; }

    public required ImmutableArray<string> Environment { get; init; }

    /// <summary>
    /// The part of the environment that a cached result depends on: everything but undeclared proxies.
    /// </summary>
    public required ImmutableArray<string> KeyEnvironment { get; init; }

    public required string User { get; init; }

    public required string WorkingDirectory { get; init; }

    public required ImmutableArray<MountSpec> Mounts { get; init; }

    public required bool Network { get; init; }

    /// <summary>A here-document that begins with <c>#!</c>: written to a file that is executed.</summary>
    public string? Script { get; init; }
}

internal sealed record CopyStep : PlannedStep
{
    public required FileOrigin From { get; init; }

    public required ImmutableArray<PlannedSource> Sources { get; init; }

    public ImmutableArray<HeredocFile> Heredocs { get; init; } = [];

    /// <summary>Absolute; a trailing slash means a directory.</summary>
    public required string Destination { get; init; }

    /// <summary>COPY or ADD.</summary>
    public required string Keyword { get; init; }

    /// <summary>Whether local archives are unpacked.</summary>
    public bool UnpackLocal { get; init; }

    /// <summary>Whether downloaded archives are unpacked.</summary>
    public bool UnpackRemote { get; init; }

    /// <summary>Patterns excluded from directories (relative paths) and from files that match a wildcard.</summary>
    public IgnoreRules Excluded { get; init; } = IgnoreRules.None;

    /// <summary><c>user[:group]</c>, resolved in the target root.</summary>
    public string? Chown { get; init; }

    public ModeChange? Chmod { get; init; }
}

internal sealed record HeredocFile(string Name, string Content);
