using System.Collections.Immutable;
using Slipway.Oci;
using Slipway.Yaml;

namespace Slipway.Factory.Trees;

/// <summary>
/// The aliases of a cartridge's image: the image that the manifest next to its template names, or
/// <c>cartridges/NAME:VERSION</c>, for each version of the manifest. A version whose override names another image is
/// excluded.
/// </summary>
internal static class CartridgeAliases
{
    public const string ManifestName = "manifest.yml";

    /// <param name="file">The manifest's path, for messages.</param>
    /// <returns>None when the file is the manifest of something else: a cartridge's has a name and a version.</returns>
    /// <exception cref="SlipwayException">The text is no YAML, or names an image that cannot be made here.</exception>
    public static ImmutableArray<string> Of(string text, string file)
    {
        try
        {
            return YamlTree.Read(text) is YamlMap map ? Of(new Fields(map, "", []), file) : [];
        }
        catch (YamlTreeException e)
        {
            throw new SlipwayException(
                ErrorCode.Factory, $"{file}, line {e.Line}: {e.Message}", "correct the text at this line", e);
        }
    }

    private static ImmutableArray<string> Of(Fields manifest, string file)
    {
        if (manifest.Text("Name") is not { } name || manifest.Text("Version") is not { } version)
            return [];
        var overrides = manifest.Map("Version-Overrides");
        var image = manifest.Text("Image-name");
        var aliases = manifest.Texts("Versions").Prepend(version).Distinct()
            .Where(offered => overrides?.Map(offered)?.Has("Image-name") is not true)
            .Select(offered => image ?? $"cartridges/{name}:{offered}").Distinct().ToList();
        return aliases.Find(alias => !IsImageHere(alias)) is { } wrong
            ? throw new SlipwayException(
                ErrorCode.Factory,
                $"{file}, line {manifest.LineOf("Image-name")}: '{Excerpt.Of(wrong)}' is no image here",
                "write Image-name: cartridges/NAME:VERSION")
            : [.. aliases];
    }

    /// <summary>Whether the text is a valid alias: a repository of this registry, and a tag.</summary>
    public static bool IsImageHere(string text) =>
        ImageReference.TryParse(text, out var reference) && reference is { Host: null, Tag: not null, Digest: null };
}
