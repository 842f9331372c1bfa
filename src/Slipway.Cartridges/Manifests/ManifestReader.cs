using Slipway.Oci;
using Slipway.Yaml;

namespace Slipway.Cartridges.Manifests;

/// <summary>Converts the tree of a manifest to the record, with the overrides of each version.</summary>
internal static class ManifestReader
{
    private const int MaxVersions = 64;

    public static ManifestReadResult Read(YamlMap map)
    {
        var problems = new List<YamlProblem>();
        var manifest = ReadVersion(new Fields(map, "", problems));
        manifest = manifest with { VersionOverrides = ReadOverrides(map, manifest, problems) };
        problems = [.. problems.Distinct().OrderBy(problem => problem.Line)];
        return new ManifestReadResult(
            problems.Any(problem => problem.Severity == ProblemSeverity.Error) ? null : manifest, problems);
    }

    /// <summary>V2's rule: an override replaces entire top-level keys.</summary>
    private static Dictionary<string, CartridgeManifest> ReadOverrides(
        YamlMap map, CartridgeManifest manifest, List<YamlProblem> problems)
    {
        var overrides = new Dictionary<string, CartridgeManifest>();
        var root = new Fields(map, "", problems);
        foreach (var entry in root.Map("Version-Overrides")?.Entries ?? [])
        {
            if (!manifest.Versions.Contains(entry.Key))
                root.Error(entry.Line, "Version-Overrides", $"version '{Excerpt.Of(entry.Key)}' is not in Versions",
                    "add it there or remove the override");
            else if (entry.Value is not YamlMap changes)
                root.Error(entry.Line, "Version-Overrides", "the override of a version is a map of keys",
                    "write the keys to replace below the version");
            else
                overrides[entry.Key] = ReadOverride(map, changes, entry.Key, manifest, problems);
        }
        return overrides;
    }

    private static CartridgeManifest ReadOverride(
        YamlMap map, YamlMap changes, string version, CartridgeManifest manifest, List<YamlProblem> problems)
    {
        var own = new YamlMap(changes.Line, [.. changes.Entries.Where(
            entry => entry.Key is not ("Name" or "Version" or "Versions" or "Version-Overrides"))]);
        if (own.Entries.Count < changes.Entries.Count)
            new Fields(map, "", problems)
                .Error(changes.Line, "Version-Overrides",
                    "an override cannot change Name, Version, Versions or Version-Overrides", "remove the key from it");
        return ReadVersion(new Fields(map.With(own), "", problems)) with
        {
            Version = version, Versions = manifest.Versions,
        };
    }

    private static CartridgeManifest ReadVersion(Fields fields)
    {
        RefusedKeys.Check(fields);
        fields.Find("Version-Overrides");
        var name = ReadName(fields);
        var versions = ReadVersions(fields);
        var endpoints = EndpointReader.Read(fields);
        var manifest = Describe(
            fields, new CartridgeManifest
            {
                Name = name, ShortName = ReadShortName(fields, name), Version = versions[0], Versions = versions,
            }) with
        {
            Endpoints = endpoints,
            Publishes = ReadConnectors(fields, "Publishes"),
            Subscribes = ReadConnectors(fields, "Subscribes"),
            Reservations = [.. fields.Texts("Reservations").Select(text => ReservationText.Read(text, fields))],
            Scaling = ReadScaling(fields),
            CartridgeData = ReadCartridgeData(fields),
        };
        manifest = RuntimeReader.Read(fields, manifest);
        fields.WarnOfUnknown();
        return manifest;
    }

    private static CartridgeManifest Describe(Fields fields, CartridgeManifest manifest) => manifest with
    {
        CartridgeVersion = fields.Text("Cartridge-Version"),
        CartridgeVendor = fields.Text("Cartridge-Vendor"),
        DisplayName = fields.Text("Display-Name"),
        Description = fields.Text("Description"),
        Vendor = fields.Text("Vendor"),
        License = fields.Text("License"),
        LicenseUrl = fields.Text("License-Url"),
        Website = fields.Text("Website"),
        Architecture = fields.Text("Architecture"),
        Obsolete = fields.Flag("Obsolete", false),
        Categories = fields.Texts("Categories"),
        Provides = fields.Texts("Provides"),
        Requires = [.. fields.Items("Requires")
            .Select(item => ReadRequirement(fields, item)).Where(requirement => requirement.AnyOf.Count > 0)],
        Conflicts = fields.Texts("Conflicts"),
        Suggests = fields.Texts("Suggests"),
        NativeRequires = fields.Texts("Native-Requires"),
        HelpTopics = fields.TextMap("Help-Topics"),
    };

    private static string ReadName(Fields fields)
    {
        if (!fields.Has("Name"))
            return fields.Error(fields.Line, "Name", "a manifest must name its cartridge", "add 'Name: …'", "unnamed")!;
        return fields.Checked("Name", CartridgeReference.IsName, "is not a cartridge name",
            $"use up to {CartridgeReference.MaxNameLength} lower-case letters, digits, single dots, " +
                "dashes or underscores; app-root and git are reserved")
                ?? "unnamed";
    }

    /// <summary>V2's draft has no short name: derive it from the name without the version.</summary>
    private static string ReadShortName(Fields fields, string name)
    {
        const string Next = "use letters, digits and underscores, beginning with a letter";
        var given = fields.Checked("Cartridge-Short-Name", IsShortName, "is not a short name", Next);
        if (given is not null)
            return given;
        var stem = name.TrimEnd([.. "0123456789.-_"]);
        var derived = string.Concat(
            (stem.Length > 0 ? stem : name).Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));
        return char.IsAsciiDigit(derived[0]) ? "_" + derived : derived;
    }

    private static bool IsShortName(string text) =>
        text.Length is > 0 and <= 64 && !char.IsAsciiDigit(text[0])
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static string[] ReadVersions(Fields fields)
    {
        var own = fields.Text("Version");
        if (own is null && fields.LineOf("Version") is var line)
            fields.Error(
                line, "Version", "a manifest must say which version of the software it is for", "add 'Version: …'");
        string[] versions = [.. new[] { own ?? "0" }.Concat(fields.Texts("Versions")).Distinct()];
        foreach (var wrong in versions.Where(version => !CartridgeReference.IsVersion(version)))
            fields.Error(fields.LineOf(wrong == own ? "Version" : "Versions"), wrong == own ? "Version" : "Versions",
                $"'{Excerpt.Of(wrong)}' is not a version",
                "use letters, digits, dots, dashes and underscores, such as 18 or 3.11");
        if (versions.Length > MaxVersions)
            fields.Error(fields.LineOf("Versions"), "Versions",
                $"there are {versions.Length} versions; {MaxVersions} are the most", "split the cartridge");
        return versions;
    }

    private static Requirement ReadRequirement(Fields fields, YamlNode item) => item is YamlList any
        ? new Requirement([.. any.Items.Select(one => fields.TextOf(one, "Requires")).OfType<string>()])
        : new Requirement(fields.TextOf(item, "Requires") is { Length: > 0 } text ? [text] : []);

    private static List<Connector> ReadConnectors(Fields fields, string key)
    {
        var connectors = new List<Connector>();
        foreach (var entry in fields.Map(key)?.Entries ?? [])
        {
            if (entry.Value is not YamlMap map)
            {
                fields.Error(
                    entry.Line, key, $"connector '{Excerpt.Of(entry.Key)}' has no Type", "write 'Type: …' below it");
                continue;
            }
            var connector = fields.Below(map, $"{key}/{entry.Key}");
            var type = connector.Text("Type")
                ?? connector.Error(entry.Line, "Type", "a connector must have a type", "add 'Type: …'", "");
            connectors.Add(new Connector(entry.Key, type!, connector.Flag("Required", false)));
            connector.WarnOfUnknown();
        }
        return connectors;
    }

    private static Scaling ReadScaling(Fields fields)
    {
        if (fields.Map("Scaling") is not { } scaling)
            return new Scaling();
        var result = new Scaling(scaling.Number("Min", 1, 0, 10_000), scaling.Number("Max", -1, -1, 10_000),
            scaling.Number("Multiplier", -1, -1, 10_000));
        if (result.Max >= 0 && result.Max < result.Min)
            scaling.Error(scaling.LineOf("Max"), "Max",
                $"at most {result.Max} gears are allowed, but at least {result.Min} are asked for",
                "raise Max, or use -1 for no bound");
        scaling.WarnOfUnknown();
        return result;
    }

    private static IReadOnlyList<CartridgeDatum> ReadCartridgeData(Fields fields) =>
        fields.Maps("Cart-Data", "an entry is a map with Key, Type and Description", "write '- Key: …'", datum =>
        {
            var key = datum.Text("Key")
                ?? datum.Error(datum.Line, "Key", "an entry must have a key", "add 'Key: …'", "");
            return new CartridgeDatum(key!, datum.Text("Type"), datum.Text("Description"));
        });
}
