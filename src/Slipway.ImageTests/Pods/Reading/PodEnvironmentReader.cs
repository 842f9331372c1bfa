using System.Text;
using Slipway.ImageTests.Files.Reading;
using Slipway.Oci;
using Slipway.Yaml;

namespace Slipway.ImageTests.Pods.Reading;

/// <summary>
/// Reads <c>envFrom</c> and <c>env</c> of a container; values may name earlier variables as <c>$(NAME)</c>.
/// </summary>
internal sealed class PodEnvironmentReader(PodObjects objects, string podName)
{
    public IReadOnlyList<KeyValuePair<string, string>> Read(Fields container)
    {
        var variables = new Dictionary<string, string>();
        foreach (var values in container.List("envFrom", ReadSource))
            foreach (var (key, value) in values)
                variables[key] = value;
        foreach (var (name, value) in container.List("env", ReadVariable))
            variables[name] = PodReferences.Expand(value, variables);
        return [.. variables];
    }

    private IEnumerable<KeyValuePair<string, string>> ReadSource(Fields source)
    {
        var prefix = source.Text("prefix") ?? "";
        return
        [
            .. Values(source.Map("configMapRef"), "ConfigMap").Concat(Values(source.Map("secretRef"), "Secret"))
                .Select(value => KeyValuePair.Create(prefix + value.Key, Encoding.UTF8.GetString(value.Value))),
        ];
    }

    private IEnumerable<KeyValuePair<string, byte[]>> Values(Fields? reference, string kind)
    {
        if (reference is null)
            return [];
        var name = reference.Required("name", "settings");
        var optional = reference.Flag("optional", false);
        reference.RefuseUnknown();
        return objects.Find(kind, name) ?? (optional ? [] : reference.Error<IEnumerable<KeyValuePair<string, byte[]>>>(
            reference.Line, "name", $"there is no {kind} '{Excerpt.Of(name)}' in the file",
            "add it as a document of its own", [])!);
    }

    private KeyValuePair<string, string> ReadVariable(Fields variable)
    {
        var name = variable.Required("name", "NAME");
        if (name.Contains('=', StringComparison.Ordinal))
            variable.Error(variable.LineOf("name"), "name", $"'{Excerpt.Of(name)}' is no name", "leave the = out");
        if (variable.Map("valueFrom") is not { } from)
            return new(name, variable.Text("value") ?? "");
        var value = ReadReference(from);
        from.Pass("fieldRef", "configMapKeyRef", "secretKeyRef");
        from.RefuseUnknown();
        return new(name, value);
    }

    private string ReadReference(Fields from)
    {
        from.Refuse("resourceFieldRef", "resources are not told to containers here");
        if (from.Map("fieldRef") is { } field)
        {
            field.Pass("apiVersion");
            return field.Text("fieldPath") switch
            {
                "metadata.name" => podName,
                "metadata.namespace" => "default",
                var path => field.Error(
                    field.Line, "fieldPath", $"'{Excerpt.Of(path)}' is not known before the pod runs",
                    "use metadata.name or metadata.namespace", "")!,
            };
        }
        return KeyOf(from.Map("configMapKeyRef"), "ConfigMap") ?? KeyOf(from.Map("secretKeyRef"), "Secret") ?? "";
    }

    private string? KeyOf(Fields? reference, string kind)
    {
        if (reference is null)
            return null;
        var key = reference.Required("key", "key");
        var optional = reference.Flag("optional", false);
        var name = reference.Required("name", "settings");
        reference.RefuseUnknown();
        return objects.Find(kind, name)?.GetValueOrDefault(key) is { } value ? Encoding.UTF8.GetString(value)
            : optional ? ""
            : reference.Error(reference.Line, "key",
                $"there is no {kind} '{Excerpt.Of(name)}' with the key '{Excerpt.Of(key)}' in the file", "add it", "");
    }
}
