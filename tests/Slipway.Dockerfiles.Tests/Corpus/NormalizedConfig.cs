using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Slipway.Dockerfiles.Tests.Corpus;

/// <summary>
/// An image's configuration as text, without what no two builds share (times, container ids, host names), what docker
/// alone writes, and docker's way to name copied content. Absent, null and empty are the same.
/// </summary>
internal static partial class NormalizedConfig
{
    private static readonly string[] Members =
        ["User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "Volumes", "WorkingDir", "Labels", "StopSignal",
            "Healthcheck", "OnBuild", "Shell"];

    public static string Of(string json, bool withHistory)
    {
        var config = JsonNode.Parse(json)!;
        var lines = new List<string> { $"{config["architecture"]} {config["os"]} author={config["author"]}" };
        foreach (var member in Members)
        {
            var value = config["config"]?[member]?.ToJsonString() ?? "";
            if (value is not ("" or "null" or "[]" or "{}" or "\"\""))
                lines.Add($"{member} {Sorted(config["config"]![member]!)}");
        }
        if (withHistory)
            lines.AddRange(config["history"]!.AsArray().Select(entry =>
                $"history {Content().Replace(entry!["created_by"]?.GetValue<string>() ?? "", "<$1>")} " +
                    $"author={entry["author"]} empty={entry["empty_layer"]?.GetValue<bool>() ?? false}"));
        return string.Join('\n', lines);
    }

    private static string Sorted(JsonNode node) => node is JsonObject members
        ? "{" + string.Join(", ", members.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => $"{member.Key}: {member.Value?.ToJsonString()}")) + "}"
        : node.ToJsonString();

    [GeneratedRegex(" ?(file|dir|multi):[0-9a-f]{64}")]
    private static partial Regex Content();
}
