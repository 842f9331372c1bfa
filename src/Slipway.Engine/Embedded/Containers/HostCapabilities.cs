using Slipway.Linux.Cgroups;

namespace Slipway.Engine.Embedded.Containers;

/// <summary>Features of this host that affect container specifications.</summary>
/// <param name="Swap">Whether the kernel accounts swap by cgroup.</param>
/// <param name="Cgroups">The version whose controllers are in use: 1 or 2.</param>
public sealed record HostCapabilities(int Cgroups, bool Swap, bool UserNamespaces, int Processors)
{
    private static readonly Version FirstWithIdMappedOverlay = new(5, 19);

    /// <param name="userNamespaces">Forces the setting; null checks the kernel.</param>
    public static HostCapabilities Read(bool? userNamespaces = null)
    {
        var cgroups = CgroupTree.IsVersion2 ? 2 : 1;
        var swap = cgroups == 2 || File.Exists("/sys/fs/cgroup/memory/memory.memsw.limit_in_bytes");
        return new HostCapabilities(
            cgroups, swap, userNamespaces ?? KernelVersion() >= FirstWithIdMappedOverlay, Environment.ProcessorCount);
    }

    private static Version KernelVersion() => Environment.OSVersion.Version;
}
