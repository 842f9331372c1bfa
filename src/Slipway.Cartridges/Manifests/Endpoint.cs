namespace Slipway.Cartridges.Manifests;

/// <summary>A port of the cartridge. V2's draft has only name and port; the final form adds the rest.</summary>
/// <param name="Name">V2's <c>Private-Port-Name</c>, or the key of the draft's form.</param>
public sealed record Endpoint(string Name, int Port)
{
    public string? PrivateAddressName { get; init; }

    public string? PublicPortName { get; init; }

    public string? WebSocketPortName { get; init; }

    public int? WebSocketPort { get; init; }

    /// <summary><c>http</c>, <c>https</c>, <c>ws</c>, <c>tcp</c>, <c>tls</c>, …</summary>
    public IReadOnlyList<string> Protocols { get; init; } = ["tcp"];

    public IReadOnlyList<EndpointMapping> Mappings { get; init; } = [];

    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    public string? Description { get; init; }

    public bool IsWeb => Protocols.Any(protocol => protocol is "http" or "https" or "ws");

    public bool IsPrimary => Options.TryGetValue("primary", out var value) && value == "true";
}

/// <summary>Maps a path of the application's URL to a path of the gear.</summary>
public sealed record EndpointMapping(string Frontend, string Backend)
{
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();
}
