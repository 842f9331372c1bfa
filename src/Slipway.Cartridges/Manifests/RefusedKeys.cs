using Slipway.Yaml;

namespace Slipway.Cartridges.Manifests;

/// <summary>
/// Keys of V2 that a version 3 manifest must not contain (PEP 010, "Changes to manifest.yml"), and keys that no longer
/// have an effect.
/// </summary>
internal static class RefusedKeys
{
    private static readonly Dictionary<string, (string Cause, string NextStep)> Refused = new()
    {
        ["Compatible-Versions"] = ("gears are never migrated: an application is built again with the new cartridge " +
            "version, and either works or is rolled back",
            "remove the key; list what is offered in Versions"),
        ["Group-Overrides"] =
            ("every cartridge runs in gears of its own", "remove the key; link the applications' environments instead"),
        ["Source-Url"] = ("a cartridge's source is the image that its builds begin with",
            "remove the key; name the image in Image-name"),
        ["Source-Md5"] = ("a cartridge's source is an image, which is known by its digest", "remove the key"),
    };

    private static readonly Dictionary<string, string> WithoutEffect = new()
    {
        ["Components"] = "a cartridge is one component",
        ["Install-Build-Required"] = "every new application is built",
        ["Additional-Control-Actions"] = "write-once gears have no control script",
        ["Metrics"] = "gears report metrics to services of their own",
        ["Configure-Order"] = "cartridges run in gears of their own",
        ["Start-Order"] = "cartridges run in gears of their own",
        ["Stop-Order"] = "cartridges run in gears of their own",
    };

    public static void Check(Fields fields)
    {
        foreach (var entry in fields.Entries)
        {
            var refused = Refused.FirstOrDefault(
                pair => pair.Key.Equals(entry.Key, StringComparison.OrdinalIgnoreCase));
            if (refused.Key is not null)
            {
                fields.Find(entry.Key);
                fields.Error(entry.Line, entry.Key, refused.Value.Cause, refused.Value.NextStep);
            }
            else if (WithoutEffect.TryGetValue(entry.Key, out var cause))
            {
                fields.Find(entry.Key);
                fields.Warn(entry.Line, entry.Key, $"this key has no effect: {cause}", "remove the key");
            }
        }
    }
}
