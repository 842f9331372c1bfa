namespace Slipway.Engine.Embedded.Containers;

/// <summary>Sets of capabilities (capabilities(7)); all of them count in the container's user namespace only.</summary>
public static class Capabilities
{
    /// <summary>
    /// What an ordinary service needs: to own and open its files, to change to its user, to bind low ports.
    /// </summary>
    public static readonly IReadOnlyList<string> Gear =
        ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_NET_BIND_SERVICE",
            "CAP_SETGID", "CAP_SETUID"];

    /// <summary>What package managers need beside that: file capabilities and chroot.</summary>
    public static readonly IReadOnlyList<string> Build =
        [.. Gear, "CAP_AUDIT_WRITE", "CAP_SETFCAP", "CAP_SETPCAP", "CAP_SYS_CHROOT"];

    public static readonly IReadOnlyList<string> None = [];

    /// <summary>
    /// A gear's set without those dropped, which are named with or without <c>CAP_</c>, or <c>ALL</c>.
    /// </summary>
    public static IReadOnlyList<string> GearWithout(IReadOnlyList<string> dropped) =>
        dropped.Contains("ALL") ? None : [.. Gear.Except(
            dropped.Select(name => name.StartsWith("CAP_", StringComparison.Ordinal) ? name : "CAP_" + name))];
}
