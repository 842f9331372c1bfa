using Slipway.Engine.Embedded.Containers;
using Slipway.Oci;
using Slipway.Yaml;

namespace Slipway.ImageTests.Pods.Reading;

/// <summary>Reads <c>securityContext</c>; what would loosen the gear's own bounds is refused.</summary>
internal static class PodSecurityReader
{
    public static void RefuseHost(Fields spec)
    {
        spec.Refuse("hostNetwork", "a test never sees this machine's network");
        spec.Refuse("hostPID", "a test never sees this machine's processes");
        spec.Refuse("hostIPC", "a test never sees this machine's shared memory");
        spec.Refuse("hostUsers", "a test always has user ids of its own");
        spec.Refuse("shareProcessNamespace", "each container has its processes for itself here");
        spec.Refuse("ephemeralContainers", "containers are not added to a running pod here");
        spec.Refuse("runtimeClassName", "there is one runtime here");
    }

    public static PodSecurity ReadPod(Fields spec)
    {
        if (spec.Map("securityContext") is not { } context)
            return new PodSecurity();
        var fsGroup = context.Id("fsGroup");
        var read = new PodSecurity
        {
            RunAsUser = context.Id("runAsUser"),
            RunAsGroup = context.Id("runAsGroup"),
            RunAsNonRoot = context.Flag("runAsNonRoot", false),
            Groups = [.. context.Texts("supplementalGroups").Select(text => Group(context, text)),
                .. fsGroup is { } group ? new[] { group } : []],
        };
        context.Pass("fsGroupChangePolicy", "supplementalGroupsPolicy");
        context.Refuse("sysctls", "kernel settings of a test are not changed");
        RefuseProfiles(context);
        context.RefuseUnknown();
        return read;
    }

    public static PodSecurity ReadContainer(Fields container, PodSecurity pod)
    {
        if (container.Map("securityContext") is not { } context)
            return pod;
        context.Refuse("privileged", "a test never runs with the rights of this machine's root");
        context.Refuse("allowPrivilegeEscalation", "processes never gain rights here; only false can be asked for");
        context.Refuse("procMount", "/proc is always masked");
        RefuseProfiles(context);
        var read = pod with
        {
            RunAsUser = context.Id("runAsUser") ?? pod.RunAsUser,
            RunAsGroup = context.Id("runAsGroup") ?? pod.RunAsGroup,
            RunAsNonRoot = context.Flag("runAsNonRoot", pod.RunAsNonRoot),
            ReadOnlyRoot = context.Flag("readOnlyRootFilesystem", false),
            DroppedCapabilities = ReadCapabilities(context),
        };
        context.RefuseUnknown();
        return read;
    }

    private static IReadOnlyList<string> ReadCapabilities(Fields context)
    {
        if (context.Map("capabilities") is not { } capabilities)
            return [];
        var added = capabilities.Texts("add").Select(Full).ToList();
        foreach (var name in added.Except(Capabilities.Gear))
            capabilities.Error(
                capabilities.LineOf("add"), "add", $"{Excerpt.Of(name)} is more than a gear ever has",
                $"those are {string.Join(", ", Capabilities.Gear)}");
        var dropped = capabilities.Texts("drop").Select(Full).ToList();
        capabilities.RefuseUnknown();
        return dropped.Contains("CAP_ALL") ? [.. Capabilities.Gear.Except(added)] : [.. dropped.Except(added)];
    }

    private static string Full(string name) => name.StartsWith("CAP_", StringComparison.Ordinal) ? name : "CAP_" + name;

    private static void RefuseProfiles(Fields context)
    {
        foreach (var key in new[] { "seccompProfile", "appArmorProfile" })
        {
            if (context.Map(key) is { } profile && profile.Text("type") != "RuntimeDefault")
                context.Error(context.LineOf(key), key, "a gear always has the engine's own profile",
                    "write 'type: RuntimeDefault', or remove the key");
        }
        context.Refuse("seLinuxOptions", "there is no SELinux for gears");
        context.Refuse("windowsOptions", "gears are Linux containers");
    }

    private static uint Group(Fields context, string text) =>
        uint.TryParse(text, out var group) && group <= 65535 ? group
        : context.Error<uint>(context.LineOf("supplementalGroups"), "supplementalGroups",
            $"'{Excerpt.Of(text)}' is no group", "write numbers below 65536");
}
