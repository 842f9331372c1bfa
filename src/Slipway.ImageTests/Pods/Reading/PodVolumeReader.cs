using Slipway.Engine.Gears;
using Slipway.ImageTests.Files.Reading;
using Slipway.Linux.Files;
using Slipway.Yaml;

namespace Slipway.ImageTests.Pods.Reading;

/// <summary>Reads <c>volumes</c>: emptyDir, configMap and secret.</summary>
internal static class PodVolumeReader
{
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["hostPath"] = "a test never sees this machine's files",
        ["persistentVolumeClaim"] = "a test's pod has no claims; use emptyDir",
        ["projected"] = "projected volumes are not made here; use configMap and secret volumes",
        ["downwardAPI"] = "the downward API is not served here",
        ["nfs"] = "only emptyDir, configMap and secret volumes are made here",
        ["csi"] = "only emptyDir, configMap and secret volumes are made here",
        ["ephemeral"] = "only emptyDir, configMap and secret volumes are made here",
        ["image"] = "only emptyDir, configMap and secret volumes are made here",
    };

    public static IReadOnlyDictionary<string, PodVolume> Read(Fields spec, PodObjects objects)
    {
        var volumes = new Dictionary<string, PodVolume>();
        foreach (var (name, volume) in spec.List(
            "volumes", fields => (fields.Required("name", "data"), ReadOne(fields, objects))))
            if (!volumes.TryAdd(name, volume))
                spec.Error(
                    spec.LineOf("volumes"), "volumes", $"the volume '{Excerpt.Of(name)}' is here twice", "rename one");
        return volumes;
    }

    private static PodVolume ReadOne(Fields volume, PodObjects objects)
    {
        foreach (var (key, reason) in Refused)
            volume.Refuse(key, reason);
        if (volume.Map("configMap") is { } configMap)
            return ReadFiles(configMap, "ConfigMap", "name", objects);
        if (volume.Map("secret") is { } secret)
            return ReadFiles(secret, "Secret", "secretName", objects);
        // An emptyDir without keys of its own is written as {} or left empty.
        if (volume.Map("emptyDir") is { } empty)
        {
            empty.Pass("medium");
            empty.Quantity("sizeLimit");
            empty.RefuseUnknown();
        }
        return new PodVolume(null);
    }

    private static PodVolume ReadFiles(Fields source, string kind, string nameKey, PodObjects objects)
    {
        var name = source.Required(nameKey, "name");
        var mode = source.FileMode("defaultMode", FileModes.AllRead);
        var optional = source.Flag("optional", false);
        var items = source.List("items", item =>
            (Key: item.Required("key", "key"), Path: item.Required("path", "file"), Mode: item.FileMode("mode", mode)));
        source.RefuseUnknown();
        if (objects.Find(kind, name) is not { } values)
            return optional ? new PodVolume([]) : source.Error(
                source.Line, nameKey, $"there is no {kind} '{Excerpt.Of(name)}' in the file",
                "add it as a document of its own", new PodVolume([]))!;
        if (items.Count == 0)
            return new PodVolume([.. values.Select(value => new InjectedFile(value.Key, value.Value, mode))]);
        foreach (var missing in items.Where(item => !values.ContainsKey(item.Key) && !optional))
            source.Error(source.LineOf("items"), "items",
                $"{kind} '{Excerpt.Of(name)}' has no key '{Excerpt.Of(missing.Key)}'", "correct the key");
        return new PodVolume([.. items.Where(item => values.ContainsKey(item.Key))
            .Select(item => new InjectedFile(item.Path, values[item.Key], item.Mode))]);
    }
}
