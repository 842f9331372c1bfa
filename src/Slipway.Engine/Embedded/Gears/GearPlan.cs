using System.Text.RegularExpressions;
using Slipway.Engine.Embedded.Containers;
using Slipway.Engine.Embedded.Slots;
using Slipway.Engine.Gears;
using Slipway.Oci;

namespace Slipway.Engine.Embedded.Gears;

/// <summary>Combines a gear's specification with its image; a pure function.</summary>
internal static partial class GearPlan
{
    private const string DefaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <exception cref="SlipwayException">The specification is malformed.</exception>
    public static void Check(GearSpec spec)
    {
        GearSpecCheck.CheckPlaces(spec);
        Require(IdPattern().IsMatch(spec.Id),
            $"'{Excerpt.Of(spec.Id)}' is no gear id: up to 63 of a-z, 0-9 and - are expected");
        Require(
            spec.Slot is null || IdPattern().IsMatch(spec.Slot), $"'{Excerpt.Of(spec.Slot ?? "")}' is no slot name");
        Require(spec.Hostname is null || HostnamePattern().IsMatch(spec.Hostname),
            $"'{Excerpt.Of(spec.Hostname ?? "")}' is no host name");
        Require(spec.Volumes.Select(v => v.Volume).Distinct().Count() == spec.Volumes.Count, "a volume is named twice");
        Require(spec.Environment.Concat(spec.Command ?? []).All(text => !text.Contains('\0')),
            "a null character in the command or environment");
        Require(spec.Environment.All(e => e.IndexOf('=') > 0), "an environment entry is not NAME=VALUE");
    }

    /// <summary>The image's entrypoint and command, unless the gear overrides them.</summary>
    public static IReadOnlyList<string> Command(GearSpec spec, ContainerConfig image)
    {
        IReadOnlyList<string> command = spec.Command ?? [.. image.Entrypoint ?? [], .. image.Cmd ?? []];
        Require(command.Count > 0, "the image has neither entrypoint nor command, and the gear names none");
        return command;
    }

    public static GearProcess Process(GearSpec spec, ContainerConfig image, ContainerUser user)
    {
        var home = user.Home is { Length: > 0 } known ? known : "/";
        var environment = Merge([DefaultPath, $"HOME={home}", .. image.Env ?? [], .. spec.Environment]);
        var directory = spec.WorkingDirectory ?? image.WorkingDir;
        return new GearProcess(
            user with { Groups = [.. user.Groups.Union(spec.Groups)] }, environment,
            directory is { Length: > 0 } ? Path.GetFullPath(directory, "/") : "/")
        {
            Capabilities = Capabilities.GearWithout(spec.DroppedCapabilities),
        };
    }

    public static RuntimeSpec Container(
        GearSpec spec, ContainerConfig image, GearProcess process, Slot slot,
        GearDirectory directory, string cgroup) => new()
    {
        Root = directory.Root,
        ReadOnlyRoot = spec.ReadOnlyRoot,
        Command = Command(spec, image),
        Environment = process.Environment,
        WorkingDirectory = process.WorkingDirectory,
        User = process.User,
        Capabilities = process.Capabilities,
        Hostname = spec.Hostname ?? spec.Id,
        Slot = slot,
        Limits = spec.Limits,
        CgroupPath = cgroup,
        Mounts =
        [
            new SpecMount(directory.At("resolv.conf"), "/etc/resolv.conf", ReadOnly: true),
            new SpecMount(directory.At("hosts"), "/etc/hosts", ReadOnly: true),
            new SpecMount(directory.At("hostname"), "/etc/hostname", ReadOnly: true),
            .. Mounts(spec, directory).OrderBy(mount => mount.Target.TrimEnd('/').Count(c => c == '/')),
        ],
    };

    private static IEnumerable<SpecMount> Mounts(GearSpec spec, GearDirectory directory) =>
    [
        .. spec.Volumes.Select((volume, index) => new SpecMount(directory.Volume(index), volume.Path, volume.ReadOnly)),
        .. spec.Scratch.Select(
            (scratch, index) => new SpecMount(directory.Scratch(index), scratch.Path, scratch.ReadOnly)),
        .. spec.Files.Select((files, index) => new SpecMount(directory.Injected(index), files.Path, ReadOnly: true)),
    ];

    /// <summary>The gear's <c>/etc/hosts</c>, <c>/etc/hostname</c> and <c>/etc/resolv.conf</c>.</summary>
    public static IEnumerable<(string Name, string Content)> Files(GearSpec spec, Slot slot, string resolvers) =>
    [
        ("hostname", (spec.Hostname ?? spec.Id) + "\n"),
        ("hosts", $"127.0.0.1 localhost\n{slot.Address} {spec.Hostname ?? spec.Id}\n" + string.Concat(
            spec.Hosts.Select(host => $"{host.Value} {host.Key}\n"))),
        ("resolv.conf", resolvers),
    ];

    /// <summary>A later entry of a name replaces the value of the earlier one at its position.</summary>
    internal static List<string> Merge(IEnumerable<string> entries)
    {
        var merged = new List<string>();
        var places = new Dictionary<string, int>();
        foreach (var entry in entries)
        {
            var name = entry.Split('=', 2)[0];
            if (places.TryAdd(name, merged.Count))
                merged.Add(entry);
            else
                merged[places[name]] = entry;
        }
        return merged;
    }

    internal static bool IsId(string text) => IdPattern().IsMatch(text);

    internal static bool IsHostname(string text) => HostnamePattern().IsMatch(text);

    internal static void Require(bool condition, string message)
    {
        if (!condition)
            throw new SlipwayException(ErrorCode.EngineInvalidSpec, message);
    }

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,62})\z", RegexOptions.NonBacktracking)]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"\A[a-zA-Z0-9](?:[a-zA-Z0-9.-]{0,62})\z", RegexOptions.NonBacktracking)]
    private static partial Regex HostnamePattern();
}
