using Slipway.Yaml;

namespace Slipway.Cartridges.Manifests;

/// <summary>
/// Writes a manifest in a canonical form: fixed key order, empty and default values omitted, versions quoted.
/// </summary>
internal static class ManifestWriter
{
    public static string Write(CartridgeManifest manifest)
    {
        var keys = KeysOf(manifest);
        if (manifest.VersionOverrides.Count > 0)
            keys.Add("Version-Overrides",
                new YamlMap(0, [.. manifest.VersionOverrides.Select(
                    pair => new YamlEntry(pair.Key, 0, Difference(keys, pair.Value)))]));
        return YamlText.Write(keys.Map);
    }

    private static YamlMap Difference(YamlKeys whole, CartridgeManifest version)
    {
        var own = KeysOf(version).Map.Entries.Where(
            entry => entry.Key is not ("Version" or "Versions") && Text(whole.Map[entry.Key]) != Text(entry.Value));
        var gone = whole.Map.Entries.Where(entry => KeysOf(version).Map[entry.Key] is null)
            .Select(entry => new YamlEntry(entry.Key, 0, new YamlScalar(0, "~")));
        return new YamlMap(0, [.. own, .. gone]);
    }

    private static string? Text(YamlNode? node) => node is null ? null : YamlText.Write(node);

    private static YamlKeys KeysOf(CartridgeManifest manifest)
    {
        var keys = new YamlKeys();
        keys.Add("Name", manifest.Name);
        keys.Add("Cartridge-Short-Name", manifest.ShortName);
        keys.Add("Version", new YamlScalar(0, manifest.Version, Quoted: true));
        keys.Add("Versions",
            new YamlList(0, [.. manifest.Versions.Select(version => new YamlScalar(0, version, Quoted: true))]));
        Describe(keys, manifest);
        Connect(keys, manifest);
        Run(keys, manifest);
        return keys;
    }

    private static void Describe(YamlKeys keys, CartridgeManifest manifest)
    {
        keys.Add("Cartridge-Version", manifest.CartridgeVersion);
        keys.Add("Cartridge-Vendor", manifest.CartridgeVendor);
        keys.Add("Display-Name", manifest.DisplayName);
        keys.Add("Description", manifest.Description);
        keys.Add("Vendor", manifest.Vendor);
        keys.Add("License", manifest.License);
        keys.Add("License-Url", manifest.LicenseUrl);
        keys.Add("Website", manifest.Website);
        keys.Add("Architecture", manifest.Architecture);
        keys.Add("Obsolete", manifest.Obsolete ? new YamlScalar(0, "true") : null);
        keys.Add("Categories", manifest.Categories);
        keys.Add("Provides", manifest.Provides);
        keys.Add("Requires",
            YamlKeys.ListOf(manifest.Requires.Select(need =>
                need.AnyOf.Count == 1 ? YamlKeys.TextOf(need.AnyOf[0]) : (YamlNode)YamlKeys.ListOf(need.AnyOf)!)));
        keys.Add("Conflicts", manifest.Conflicts);
        keys.Add("Suggests", manifest.Suggests);
        keys.Add("Native-Requires", manifest.NativeRequires);
        keys.Add("Help-Topics", YamlKeys.MapOf(manifest.HelpTopics));
    }

    private static void Connect(YamlKeys keys, CartridgeManifest manifest)
    {
        keys.Add("Cart-Data", YamlKeys.ListOf(manifest.CartridgeData.Select(DatumOf)));
        keys.Add("Endpoints", YamlKeys.ListOf(manifest.Endpoints.Select(EndpointOf)));
        keys.Add("Publishes", ConnectorsOf(manifest.Publishes));
        keys.Add("Subscribes", ConnectorsOf(manifest.Subscribes));
        keys.Add("Reservations", YamlKeys.ListOf(manifest.Reservations.Select(reservation => reservation.Text)));
        if (manifest.Scaling != new Scaling())
            keys.Add("Scaling", ScalingOf(manifest.Scaling));
    }

    private static void Run(YamlKeys keys, CartridgeManifest manifest)
    {
        keys.Add("Image-name", manifest.ImageName);
        keys.Add("Template-location", manifest.Template?.ToString());
        keys.Add("Storage-path", manifest.StoragePath);
        keys.Add("Liveness-check", manifest.LivenessCheck is { } check ? LivenessOf(check) : null);
        keys.Add("Dependency-files", manifest.DependencyFiles);
        keys.Add("Reuse-artifacts", manifest.ReuseArtifacts ? null : new YamlScalar(0, "false"));
        keys.Add("Binary-path", manifest.BinaryPath);
    }

    private static YamlMap DatumOf(CartridgeDatum datum)
    {
        var keys = new YamlKeys();
        keys.Add("Key", datum.Key);
        keys.Add("Type", datum.Type);
        keys.Add("Description", datum.Description);
        return keys.Map;
    }

    private static YamlMap EndpointOf(Endpoint endpoint)
    {
        var keys = new YamlKeys();
        keys.Add("Private-IP-Name", endpoint.PrivateAddressName);
        keys.Add("Private-Port-Name", endpoint.Name);
        keys.Add("Private-Port", endpoint.Port);
        keys.Add("Public-Port-Name", endpoint.PublicPortName);
        keys.Add("WebSocket-Port-Name", endpoint.WebSocketPortName);
        keys.Add("WebSocket-Port", endpoint.WebSocketPort);
        keys.Add("Protocols", endpoint.Protocols);
        keys.Add("Options", YamlKeys.MapOf(endpoint.Options));
        keys.Add("Description", endpoint.Description);
        keys.Add("Mappings", YamlKeys.ListOf(endpoint.Mappings.Select(MappingOf)));
        return keys.Map;
    }

    private static YamlMap MappingOf(EndpointMapping mapping)
    {
        var keys = new YamlKeys();
        keys.Add("Frontend", new YamlScalar(0, mapping.Frontend, Quoted: true));
        keys.Add("Backend", new YamlScalar(0, mapping.Backend, Quoted: true));
        keys.Add("Options", YamlKeys.MapOf(mapping.Options));
        return keys.Map;
    }

    private static YamlMap? ConnectorsOf(IReadOnlyList<Connector> connectors) =>
        connectors.Count == 0 ? null : new(0, [.. connectors.Select(connector =>
        {
            var keys = new YamlKeys();
            keys.Add("Type", connector.Type);
            keys.Add("Required", connector.Required ? new YamlScalar(0, "true") : null);
            return new YamlEntry(connector.Name, 0, keys.Map);
        })]);

    private static YamlMap ScalingOf(Scaling scaling)
    {
        var keys = new YamlKeys();
        keys.Add("Min", scaling.Min);
        keys.Add("Max", scaling.Max);
        keys.Add("Multiplier", scaling.Multiplier == -1 ? null : scaling.Multiplier);
        return keys.Map;
    }

    private static YamlMap LivenessOf(LivenessCheck check)
    {
        var keys = new YamlKeys();
        keys.Add("Port", YamlKeys.ListOf(check.Ports.Select(port => YamlKeys.NumberOf(port))));
        keys.Add("Http-path", check.HttpPath);
        keys.Add("Script", check.Scripts);
        keys.Add("Timeout", DurationText.Of(check.Timeout));
        keys.Add("Interval", DurationText.Of(check.Interval));
        keys.Add("Start-period", DurationText.Of(check.StartPeriod));
        keys.Add("Failures", check.Failures);
        return keys.Map;
    }
}
