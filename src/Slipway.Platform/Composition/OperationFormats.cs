using Slipway.Platform.Builds;
using Slipway.Platform.Environment;
using Slipway.Platform.Limits;
using Slipway.Platform.Operations;
using Slipway.Platform.Provisioning;
using Slipway.Platform.Releases;
using Slipway.Platform.Rollouts;

namespace Slipway.Platform.Composition;

/// <summary>The stored form of every kind of operation, on one page.</summary>
public static class OperationFormats
{
    public static readonly IReadOnlyList<OperationFormat> All =
    [
        new(CreateApplication.Name, typeof(CreateApplication),
            typeof(SourceProgress), typeof(BuildProgress), typeof(ReleaseProgress)),
        new(BuildSource.Name, typeof(BuildSource), typeof(BuildProgress), typeof(ReleaseProgress)),
        new(ChangeEnvironment.Name, typeof(ChangeEnvironment), typeof(EnvironmentProgress), typeof(ReleaseProgress)),
        new(ChangeLimits.Name, typeof(ChangeLimits), typeof(LimitProgress), typeof(ReleaseProgress)),
        new(RollbackRelease.Name, typeof(RollbackRelease), typeof(ReleaseProgress)),
        new(ScaleApplication.Name, typeof(ScaleApplication), typeof(ScaleProgress)),
        new(DeleteApplication.Name, typeof(DeleteApplication)),
    ];
}
