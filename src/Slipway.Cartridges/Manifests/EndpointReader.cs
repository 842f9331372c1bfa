using Slipway.Oci;
using Slipway.Yaml;

namespace Slipway.Cartridges.Manifests;

/// <summary>
/// Reads <c>Endpoints</c> in V2's three forms: a map of names to ports, a list of such maps, and the final list
/// of descriptions.
/// </summary>
internal static class EndpointReader
{
    private const string Key = "Endpoints";

    public static IReadOnlyList<Endpoint> Read(Fields fields)
    {
        var endpoints = fields.Find(Key) switch
        {
            null => [],
            YamlMap map when !IsDescription(map) => Brief(fields, map),
            _ => [.. fields.Items(Key).SelectMany(item => ReadItem(fields, item))],
        };
        foreach (var twice in endpoints.GroupBy(endpoint => endpoint.Name).Where(group => group.Count() > 1))
            fields.Error(fields.LineOf(Key), Key,
                $"the endpoint '{Excerpt.Of(twice.Key)}' is here {twice.Count()} times", "give each a name of its own");
        return endpoints;
    }

    private static IEnumerable<Endpoint> ReadItem(Fields fields, YamlNode item) => item switch
    {
        YamlMap map when IsDescription(map) => [Full(fields.Below(map, Key))],
        YamlMap map => Brief(fields, map),
        _ => fields.Error<IEnumerable<Endpoint>>(
            item.Line, Key, "an endpoint is 'NAME: port' or a map with Private-Port-Name and Private-Port",
            "write one of them", [])!,
    };

    private static bool IsDescription(YamlMap map) =>
        map.Entries.Any(entry => entry.Key is "Private-Port" or "Private-Port-Name" or "Private-IP-Name");

    private static List<Endpoint> Brief(Fields fields, YamlMap map) =>
        [.. map.Entries.Select(entry => new Endpoint(
            NameOf(fields, entry.Key, entry.Line), fields.NumberOf(entry.Value, $"{Key}/{entry.Key}", 1, 1, 65535))
        {
            Protocols = [entry.Key.StartsWith("HTTP", StringComparison.OrdinalIgnoreCase) ? "http" : "tcp"],
        })];

    private static Endpoint Full(Fields endpoint)
    {
        if (!endpoint.Has("Private-Port"))
            endpoint.Error(endpoint.Line, "Private-Port", "an endpoint must have a port", "add 'Private-Port: …'");
        var name = endpoint.Text("Private-Port-Name")
            ?? endpoint.Error(endpoint.Line, "Private-Port-Name", "an endpoint must name its port",
                "add 'Private-Port-Name: …'", "PORT");
        var protocols = endpoint.Texts("Protocols");
        var mappings = ReadMappings(endpoint);
        var result = new Endpoint(
            NameOf(endpoint, name!, endpoint.LineOf("Private-Port-Name")), endpoint.Number("Private-Port", 1, 1, 65535))
        {
            PrivateAddressName = endpoint.Text("Private-IP-Name"),
            PublicPortName = endpoint.Text("Public-Port-Name"),
            WebSocketPortName = endpoint.Text("WebSocket-Port-Name"),
            WebSocketPort = endpoint.Has("WebSocket-Port") ? endpoint.Number("WebSocket-Port", 1, 1, 65535) : null,
            Protocols = protocols.Count > 0 ? protocols : [mappings.Count > 0 ? "http" : "tcp"],
            Mappings = mappings,
            Options = endpoint.TextMap("Options"),
            Description = endpoint.Text("Description"),
        };
        endpoint.WarnOfUnknown();
        return result;
    }

    private static IReadOnlyList<EndpointMapping> ReadMappings(Fields endpoint) =>
        endpoint.Maps("Mappings", "a mapping is a map with Frontend and Backend", "write '- Frontend: …'",
            mapping => new EndpointMapping(mapping.Text("Frontend") ?? "", mapping.Text("Backend") ?? "")
            {
                Options = mapping.TextMap("Options"),
            });

    private static string NameOf(Fields fields, string name, int line) =>
        name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? name
            : fields.Error(line, Key, $"'{Excerpt.Of(name)}' is not an endpoint name",
                "use up to 64 letters, digits, dashes and underscores", "PORT")!;
}
