using Slipway.Linux.Processes;

namespace Slipway.Doctor;

/// <summary>Checks kernel features, read from /proc and /sys.</summary>
internal static class KernelChecks
{
    private static readonly Version IdMappedOverlay = new(5, 19);

    public static IEnumerable<Finding> Run()
    {
        yield return Kernel();
        yield return Overlay();
        yield return UserNamespaces();
        yield return Cgroups();
    }

    public static async Task<Finding> FirewallAsync(CancellationToken cancel)
    {
        try
        {
            var tables = await Tool.RunAsync(["nft", "list", "tables"], cancel: cancel);
            return tables.Succeeded
                ? new Finding("nftables", FindingStatus.Fine, "rules can be listed")
                : new Finding(
                    "nftables", FindingStatus.Failure, tables.Errors.Trim(), "run as root; load the nf_tables module");
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.ToolMissing)
        {
            return new Finding("nftables", FindingStatus.Failure, e.Message, "apt-get install nftables");
        }
    }

    private static Finding Kernel()
    {
        var release = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        var numbers = string.Concat(release.TakeWhile(c => char.IsAsciiDigit(c) || c == '.')).TrimEnd('.');
        return Version.TryParse(numbers, out var version) && version >= IdMappedOverlay
            ? new Finding("kernel", FindingStatus.Fine, release)
            : new Finding("kernel", FindingStatus.Warning,
                $"{release} cannot id-map overlay layers: gears run as a non-root user instead",
                "use a kernel from 5.19 on");
    }

    private static Finding Overlay() => (IsThere(), IsModule()) switch
    {
        (true, _) => new Finding("overlayfs", FindingStatus.Fine, "available"),
        (_, true) => new Finding("overlayfs", FindingStatus.Fine, "a module that the first mount loads"),
        _ => new Finding(
            "overlayfs", FindingStatus.Failure, "the kernel has no overlay file system", "use a kernel with overlayfs"),
    };

    private static bool IsThere() =>
        File.ReadLines("/proc/filesystems").Any(line => line.EndsWith("\toverlay", StringComparison.Ordinal));

    private static bool IsModule()
    {
        var folder = $"/lib/modules/{File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}/kernel/fs/overlayfs";
        return Directory.Exists(folder) && Directory.EnumerateFiles(folder, "overlay.ko*").Any();
    }

    private static Finding UserNamespaces()
    {
        var max = File.Exists("/proc/sys/user/max_user_namespaces")
            ? long.Parse(File.ReadAllText("/proc/sys/user/max_user_namespaces")) : 0;
        return max >= 64
            ? new Finding("user namespaces", FindingStatus.Fine, $"{max} allowed")
            : new Finding("user namespaces", FindingStatus.Failure, $"{max} allowed; each gear needs one",
                "sysctl -w user.max_user_namespaces=15000");
    }

    private static Finding Cgroups()
    {
        var unified = File.Exists("/sys/fs/cgroup/cgroup.controllers");
        var missing = new[] { "memory", "pids", "cpu" }.Where(controller => !Has(controller, unified)).ToList();
        return missing.Count == 0
            ? new Finding("cgroups", FindingStatus.Fine, unified ? "version 2" : "version 1")
            : new Finding("cgroups", FindingStatus.Failure, $"controllers missing: {string.Join(' ', missing)}",
                "enable them on the kernel command line (cgroup_enable=memory)");
    }

    private static bool Has(string controller, bool unified) => unified
        ? File.ReadAllText("/sys/fs/cgroup/cgroup.controllers").Split(' ', '\n').Contains(controller)
        : Directory.Exists($"/sys/fs/cgroup/{controller}");
}
