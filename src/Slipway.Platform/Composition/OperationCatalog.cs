using Slipway.Platform.Provisioning;
using Slipway.Platform.Builds;
using Slipway.Platform.Environment;
using Slipway.Platform.Limits;
using Slipway.Platform.Operations;
using Slipway.Platform.Releases;
using Slipway.Platform.Rollouts;

namespace Slipway.Platform.Composition;

/// <summary>What every kind of operation consists of, on one page.</summary>
internal sealed class OperationCatalog(
    ApplicationSteps applications, EnvironmentSteps environment, LimitSteps limits,
    BuildSteps builds, ArtifactSteps artifacts, ReleaseSteps releases, RolloutSteps rollouts)
{
    public IReadOnlyList<OperationDefinition> Definitions =>
    [
        new(CreateApplication.Name,
        [
            new("environment", environment.GenerateAsync, applications.UndoCreateAsync),
            new("repository", applications.RepositoryAsync, Keeps: true),
            .. Building(),
        ]),
        new(BuildSource.Name, [new("environment", environment.GenerateAsync, Keeps: true), .. Building()]),
        new(ChangeEnvironment.Name,
        [
            new("environment", environment.ChangeAsync, environment.UndoChangeAsync),
            Release(releases.ReleaseConfigurationAsync, run => !run.Progress<EnvironmentProgress>().Unchanged),
            .. RollingOut(releases.AdoptAsync),
        ]),
        new(ChangeLimits.Name,
        [
            new("limits", limits.ChangeAsync, limits.UndoChangeAsync),
            Release(releases.ReleaseConfigurationAsync, run => !run.Progress<LimitProgress>().Unchanged),
            .. RollingOut(releases.AdoptAsync),
        ]),
        new(RollbackRelease.Name, [Release(releases.RollbackAsync), .. RollingOut(releases.AdoptEarlierAsync)]),
        new(ScaleApplication.Name,
        [
            new("scale", rollouts.RescaleAsync, rollouts.UndoRescaleAsync),
            new("rollout", rollouts.RolloutScaleAsync, rollouts.ReturnAsync, Keeps: true),
        ]),
        new(DeleteApplication.Name,
        [
            new("close", applications.MarkDeletingAsync),
            new("gears", rollouts.RemoveGearsAsync),
            new("volumes", applications.RemoveVolumesAsync),
            new("images", applications.RemoveImagesAsync),
            new("repository", applications.RemoveRepositoryAsync),
            new("forget", applications.ForgetAsync, Keeps: true),
        ]),
    ];

    private OperationStep[] Building() =>
    [
        new("source", builds.SourceAsync, When: HasSource),
        new("build", builds.BuildAsync, builds.UndoAsync, When: HasSource),
        new("artifact", artifacts.ArtifactAsync, When: HasSource),
        Release(releases.ReleaseBuildAsync,
            run => run.Progress<BuildProgress>() is { Built: not null, Unchanged: false }),
        .. RollingOut(releases.AdoptAsync),
    ];

    private OperationStep Release(
        Func<OperationContext, CancellationToken, Task> make, Func<OperationContext, bool>? when = null) =>
        new("release", make, releases.UndoReleaseAsync, When: when);

    private OperationStep[] RollingOut(Func<OperationContext, CancellationToken, Task> adopt) =>
    [
        new("rollout", rollouts.RolloutAsync, rollouts.ReturnAsync, Keeps: true, When: HasRelease),
        new("adopt", adopt, When: HasRelease),
        new("prune", releases.PruneAsync),
    ];

    private static bool HasSource(OperationContext run) => BuildSteps.RequestOf(run) is not null;

    private static bool HasRelease(OperationContext run) => run.Progress<ReleaseProgress>().Release is not null;
}
