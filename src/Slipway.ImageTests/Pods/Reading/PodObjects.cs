using System.Text;
using Slipway.Yaml;

namespace Slipway.ImageTests.Pods.Reading;

/// <summary>The ConfigMaps and Secrets beside a Pod: names to keys to contents.</summary>
internal sealed class PodObjects
{
    private readonly Dictionary<(string Kind, string Name), IReadOnlyDictionary<string, byte[]>> _objects = [];

    public static PodObjects Read(IEnumerable<Fields> documents)
    {
        var objects = new PodObjects();
        foreach (var document in documents)
        {
            if (document.Text("kind") is "ConfigMap" or "Secret" && document.Map("metadata")?.Text("name") is { } name)
                objects._objects[(document.Text("kind")!, name)] = ReadOne(document, document.Text("kind") == "Secret");
            else if (document.Text("kind") != "Pod")
                document.Error(document.Line, "kind", "this is no Pod, ConfigMap or Secret with a name",
                    "leave other objects out of the file");
        }
        return objects;
    }

    public IReadOnlyDictionary<string, byte[]>? Find(string kind, string name) =>
        _objects.GetValueOrDefault((kind, name));

    private static Dictionary<string, byte[]> ReadOne(Fields document, bool isSecret)
    {
        var values = new Dictionary<string, byte[]>();
        foreach (var (key, text) in document.TextMap(isSecret ? "stringData" : "data"))
            values[key] = Encoding.UTF8.GetBytes(text);
        var encoded = isSecret ? "data" : "binaryData";
        foreach (var (key, text) in document.TextMap(encoded))
            values[key] = Decode(document, encoded, text);
        document.Pass("apiVersion", "metadata", "type", "immutable");
        document.RefuseUnknown();
        return values;
    }

    /// <summary>What it holds is not shown: it may be a secret.</summary>
    private static byte[] Decode(Fields document, string key, string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            return document.Error<byte[]>(document.LineOf(key), key, "a value is no base64",
                "encode it, or write it under stringData or data", [])!;
        }
    }
}
