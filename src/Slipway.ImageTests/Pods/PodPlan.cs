using Slipway.Engine.Gears;
using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.ImageTests.Pods;

/// <summary>How a container of a pod becomes a gear; pure.</summary>
internal static class PodPlan
{
    public static GearSpec Gear(PodDefinition pod, PodContainer container, Image image)
    {
        var config = image.Config.Config ?? new ContainerConfig();
        return new GearSpec
        {
            Id = "",
            Image = image.Digest,
            Command = Command(container, config),
            Environment = [.. container.Environment.Select(variable => $"{variable.Key}={variable.Value}")],
            WorkingDirectory = container.WorkingDirectory,
            Hostname = pod.Hostname ?? pod.Name,
            Hosts = pod.Hosts,
            User = User(container.Security, config),
            Groups = container.Security.Groups,
            DroppedCapabilities = container.Security.DroppedCapabilities,
            ReadOnlyRoot = container.Security.ReadOnlyRoot,
            Limits = container.Limits,
            Scratch = [.. container.Mounts.Where(mount => pod.Volumes[mount.Volume].Files is null)
                .Select(mount => new ScratchMount(mount.Volume, mount.Path, mount.ReadOnly))],
            Files = [.. container.Mounts.Where(mount => pod.Volumes[mount.Volume].Files is not null)
                .Select(mount => Files(mount, pod.Volumes[mount.Volume].Files!))],
        };
    }

    /// <summary>
    /// Kubernetes does not start a container as root, or as somebody whose number it does not know, where
    /// <c>runAsNonRoot</c> is set.
    /// </summary>
    public static string? RootProblem(PodContainer container, Image image)
    {
        if (!container.Security.RunAsNonRoot)
            return null;
        var user = container.Security.RunAsUser is { } uid ? $"{uid}" : (image.Config.Config?.User ?? "").Split(':')[0];
        return user is "" or "0" or "root"
            ? $"container {container.Name}: expected not to be root (runAsNonRoot), the image's user is '{user}'"
            : user.All(char.IsAsciiDigit) ? null
            : $"container {container.Name}: expected a numeric user (runAsNonRoot cannot be held otherwise), " +
                $"the image's is '{Excerpt.Of(user)}'";
    }

    private static IReadOnlyList<string>? Command(PodContainer container, ContainerConfig image)
    {
        if (container.Command is null && container.Arguments is null)
            return null;
        var variables = container.Environment.ToDictionary(variable => variable.Key, variable => variable.Value);
        var arguments = container.Arguments ?? (container.Command is null ? image.Cmd : null) ?? [];
        return
        [
            .. container.Command?.Select(word => PodReferences.Expand(word, variables)) ?? image.Entrypoint ?? [],
            .. container.Arguments is null ? arguments : arguments.Select(
                word => PodReferences.Expand(word, variables)),
        ];
    }

    private static string? User(PodSecurity security, ContainerConfig image)
    {
        if (security.RunAsUser is null && security.RunAsGroup is null)
            return null;
        var user = security.RunAsUser is { } uid ? $"{uid}" : (image.User ?? "").Split(':')[0];
        return security.RunAsGroup is { } gid ? $"{user}:{gid}" : user;
    }

    private static InjectedFiles Files(PodMount mount, IReadOnlyList<InjectedFile> files)
    {
        if (mount.SubPath is not { } part)
            return new InjectedFiles(mount.Path, files);
        if (files.FirstOrDefault(file => file.Name == part) is { } single)
            return InjectedFiles.One(mount.Path, single.Content, single.Mode);
        var below = files.Where(file => file.Name.StartsWith(part + "/", StringComparison.Ordinal));
        return new InjectedFiles(
            mount.Path, [.. below.Select(file => file with { Name = file.Name[(part.Length + 1)..] })]);
    }
}
