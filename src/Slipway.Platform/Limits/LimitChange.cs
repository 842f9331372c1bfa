using Slipway.Engine;

namespace Slipway.Platform.Limits;

/// <summary>What is to become of limits: null leaves one as it is.</summary>
/// <param name="Memory">Bytes.</param>
/// <param name="Cpus">Processors; 0 takes the limit away.</param>
/// <param name="Pids">Processes and threads.</param>
/// <param name="Disk">Bytes.</param>
public sealed record LimitChange(long? Memory = null, double? Cpus = null, int? Pids = null, long? Disk = null)
{
    public static readonly LimitChange None = new();

    /// <exception cref="SlipwayException">Invalid: one is out of its bounds.</exception>
    public ResourceLimits Apply(ResourceLimits limits) => LimitRules.Require(limits with
    {
        Memory = Memory ?? limits.Memory,
        Cpus = Cpus is 0 ? null : Cpus ?? limits.Cpus,
        Pids = Pids ?? limits.Pids,
        Disk = Disk ?? limits.Disk,
    });
}
