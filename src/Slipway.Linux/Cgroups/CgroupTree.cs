namespace Slipway.Linux.Cgroups;

/// <summary>The cgroup hierarchies of this host (cgroups(7)).</summary>
public static class CgroupTree
{
    public const string Root = "/sys/fs/cgroup";

    /// <summary>Whether all controllers are in the unified hierarchy; hybrid hosts count as version 1.</summary>
    public static bool IsVersion2 { get; } = File.Exists(Path.Combine(Root, "cgroup.controllers"));

    /// <summary>
    /// The mount point of each hierarchy: one in version 2; one for each controller (and <c>systemd</c>,
    /// <c>unified</c>) in version 1.
    /// </summary>
    public static IReadOnlyList<string> Hierarchies => IsVersion2
        ? [Root]
        : [.. Directory.EnumerateDirectories(Root).Where(d => File.Exists(Path.Combine(d, "cgroup.procs")))];
}
