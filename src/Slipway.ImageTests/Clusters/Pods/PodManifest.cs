using System.Text.Json.Nodes;
using Slipway.ImageTests.Clusters.Api;
using Slipway.Yaml;

namespace Slipway.ImageTests.Clusters.Pods;

/// <summary>
/// A Pod as it is written, with the ConfigMaps and Secrets of the same file. The cluster says what of it is allowed.
/// </summary>
internal sealed class PodManifest
{
    private const int MaxObjects = 32;
    private readonly JsonObject _pod;

    private PodManifest(JsonObject pod, IReadOnlyList<JsonObject> objects) => (_pod, Objects) = (pod, objects);

    /// <summary>ConfigMaps and Secrets.</summary>
    public IReadOnlyList<JsonObject> Objects { get; }

    public string Name => _pod.Text("metadata", "name");

    public IReadOnlyList<JsonObject> Containers => ContainersOf(_pod);

    /// <summary>Null for a Pod that has none but init containers.</summary>
    public string? FirstContainer => _pod.List("spec", "containers") is [var first, ..] ? first.Text("name") : null;

    /// <summary>False when its containers may end with 0 (<c>restartPolicy</c> Never or OnFailure).</summary>
    public bool RunsForEver => _pod.Text("spec", "restartPolicy") is "" or "Always";

    /// <summary>Whether the cluster holds a container to be ready as soon as it runs.</summary>
    public bool HasUnprobed => _pod.List("spec", "containers").Any(container => container["readinessProbe"] is null);

    /// <exception cref="ImageTestFileException">It is not one Pod with ConfigMaps and Secrets.</exception>
    public static PodManifest Read(string text, string name)
    {
        try
        {
            var documents = YamlTree.ReadAll(text).Where(document => document is not YamlScalar { IsNull: true });
            var objects = documents.Select(document => ReadObject(document, name)).ToList();
            var pods = objects.Where(one => one.Text("kind") == "Pod").ToList();
            if (pods.Count != 1 || objects.Count > MaxObjects)
                throw Refused(
                    name, 1, $"one Pod and at most {MaxObjects - 1} ConfigMaps and Secrets are expected, " +
                        $"{pods.Count} of {objects.Count} objects are Pods",
                    "write 'kind: Pod' once");
            return new PodManifest(pods[0], [.. objects.Where(one => one != pods[0])]);
        }
        catch (YamlTreeException e)
        {
            throw Refused(name, e.Line, e.Message, "correct the text at this line");
        }
    }

    /// <summary>The Pod with what a test changes of it.</summary>
    /// <param name="images">By container; the others keep theirs.</param>
    /// <param name="pullSecret">The Secret with the registry's login; null when it has none.</param>
    public JsonObject In(string space, IReadOnlyDictionary<string, string> images, string? pullSecret)
    {
        var pod = (JsonObject)_pod.DeepClone();
        Place(pod, space);
        pod.Remove("status");
        foreach (var container in ContainersOf(pod))
        {
            if (images.TryGetValue(container.Text("name"), out var image))
                container["image"] = image;
        }
        if (pullSecret is not null && pod["spec"] is JsonObject spec)
        {
            var secrets = spec["imagePullSecrets"] as JsonArray ?? [];
            secrets.Add((JsonNode)new JsonObject { ["name"] = pullSecret });
            spec["imagePullSecrets"] = secrets.Parent is null ? secrets : secrets.DeepClone();
        }
        return pod;
    }

    public static JsonObject Place(JsonObject item, string space)
    {
        if (item["metadata"] is not JsonObject metadata)
            item["metadata"] = metadata = [];
        metadata["namespace"] = space;
        return item;
    }

    private static IReadOnlyList<JsonObject> ContainersOf(JsonObject pod) =>
        [.. pod.List("spec", "initContainers"), .. pod.List("spec", "containers")];

    private static JsonObject ReadObject(YamlNode document, string name)
    {
        if (YamlJson.Of(document, OldScalar) is not JsonObject item
            || item.Text("kind") is not ("Pod" or "ConfigMap" or "Secret"))
            throw Refused(
                name, document.Line, "this is no Pod, ConfigMap or Secret", "leave other objects out of the file");
        return item.Text("metadata", "name").Length > 0 ? item : throw Refused(
            name, document.Line, "this has no name", "write 'metadata: {name: …}'");
    }

    /// <summary>Kubernetes reads YAML 1.1: modes are octal, and there are more words for true and false.</summary>
    private static JsonNode? OldScalar(YamlScalar scalar) => scalar switch
    {
        { Quoted: true } => null,
        { Text: "yes" or "Yes" or "YES" or "on" or "On" or "ON" } => JsonValue.Create(true),
        { Text: "no" or "No" or "NO" or "off" or "Off" or "OFF" } => JsonValue.Create(false),
        { Text: ['0', _, ..] and { Length: < 20 } text } when text.All(c => c is >= '0' and <= '7') =>
            JsonValue.Create(Convert.ToInt64(text, 8)),
        _ => null,
    };

    private static ImageTestFileException Refused(string name, int line, string cause, string nextStep) =>
        new(name, [new YamlProblem(ProblemSeverity.Error, line, "", cause, nextStep)]);
}
