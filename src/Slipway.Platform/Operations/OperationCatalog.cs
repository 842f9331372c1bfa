using Slipway.Platform.Applications;
using Slipway.Platform.Builds;
using Slipway.Platform.Environment;
using Slipway.Platform.Limits;
using Slipway.Platform.Releases;
using Slipway.Platform.Rollouts;

namespace Slipway.Platform.Operations;

/// <summary>What every kind of operation consists of, on one page.</summary>
internal sealed class OperationCatalog(
    ApplicationSteps applications, EnvironmentSteps environment, LimitSteps limits,
    BuildSteps builds, ReleaseSteps releases, RolloutSteps rollouts) : IOperationCatalog
{
    public IReadOnlyList<OperationStep> StepsOf(OperationKind kind) => kind switch
    {
        OperationKind.CreateApplication =>
        [
            new("environment", environment.GenerateAsync, applications.UndoCreateAsync),
            new("repository", applications.RepositoryAsync, Keeps: true),
            .. Building(),
        ],
        OperationKind.Build => [new("environment", environment.GenerateAsync, Keeps: true), .. Building()],
        OperationKind.ChangeEnvironment =>
            [new("environment", environment.ChangeAsync, environment.UndoChangeAsync), .. Releasing()],
        OperationKind.ChangeLimits => [new("limits", limits.ChangeAsync, limits.UndoChangeAsync), .. Releasing()],
        OperationKind.Rollback => Releasing(),
        OperationKind.Scale =>
        [
            new("scale", rollouts.RescaleAsync, rollouts.UndoRescaleAsync),
            new("rollout", rollouts.RolloutAsync, rollouts.ReturnAsync, Keeps: true),
        ],
        OperationKind.DeleteApplication =>
        [
            new("close", applications.MarkDeletingAsync),
            new("gears", rollouts.RemoveGearsAsync),
            new("volumes", applications.RemoveVolumesAsync),
            new("images", applications.RemoveImagesAsync),
            new("repository", applications.RemoveRepositoryAsync),
            new("forget", applications.ForgetAsync, Keeps: true),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private OperationStep[] Building() =>
    [
        new("source", builds.SourceAsync),
        new("build", builds.BuildAsync, builds.UndoAsync),
        new("artifact", builds.ArtifactAsync),
        .. Releasing(),
    ];

    private OperationStep[] Releasing() =>
    [
        new("release", releases.ReleaseAsync, releases.UndoReleaseAsync),
        new("rollout", rollouts.RolloutAsync, rollouts.ReturnAsync, Keeps: true),
        new("adopt", releases.AdoptAsync),
        new("retire", releases.PruneAsync),
    ];
}
