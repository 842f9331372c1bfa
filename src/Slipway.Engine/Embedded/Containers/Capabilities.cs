namespace Slipway.Engine.Embedded.Containers;

/// <summary>Sets of capabilities (capabilities(7)), effective in the container's user namespace only.</summary>
public static class Capabilities
{
    /// <summary>For ordinary services: own and open files, change to another user, bind low ports.</summary>
    public static readonly IReadOnlyList<string> Gear =
        ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_NET_BIND_SERVICE",
            "CAP_SETGID", "CAP_SETUID"];

    /// <summary>Additionally for package managers: file capabilities and chroot.</summary>
    public static readonly IReadOnlyList<string> Build =
        [.. Gear, "CAP_AUDIT_WRITE", "CAP_SETFCAP", "CAP_SETPCAP", "CAP_SYS_CHROOT"];

    public static readonly IReadOnlyList<string> None = [];

    /// <summary>
    /// A gear's capabilities without the dropped ones, given with or without <c>CAP_</c>, or <c>ALL</c>.
    /// </summary>
    public static IReadOnlyList<string> GearWithout(IReadOnlyList<string> dropped) =>
        dropped.Contains("ALL") ? None : [.. Gear.Except(
            dropped.Select(name => name.StartsWith("CAP_", StringComparison.Ordinal) ? name : "CAP_" + name))];
}
