using Slipway.Oci;

namespace Slipway.Factory.Naming;

/// <summary>
/// The naming scheme of layers (seed 004): with <c>debian</c>, <c>mos</c> and <c>ms</c>, the chain is <c>debian</c>,
/// <c>debian-mos</c>, <c>debian-mos-ms</c>, <c>debian-mos-ms-keystone-base</c>, <c>debian-mos-ms-keystone</c>. A
/// service that needs no common libraries is based on the tools, <c>debian-mos-mysql</c>, and may also have a separate
/// image of dependencies.
/// </summary>
/// <param name="Base">The name of the operating system's image.</param>
/// <param name="Tools">The suffix of the tools image.</param>
/// <param name="CommonLibs">The suffix of the common libraries image.</param>
public sealed record LayerScheme(string Base, string Tools, string CommonLibs)
{
    private const string DependenciesSuffix = "-base";

    private string ToolsName => $"{Base}-{Tools}";

    private string CommonLibsName => $"{ToolsName}-{CommonLibs}";

    /// <summary>The layer that a name denotes; null for other names.</summary>
    public ImageLayer? Find(string image)
    {
        if (image == Base)
            return new ImageLayer(LayerKind.Base, null, []);
        if (image == ToolsName)
            return new ImageLayer(LayerKind.Tools, null, [Base]);
        if (image == CommonLibsName)
            return new ImageLayer(LayerKind.CommonLibs, null, [ToolsName]);
        var ground = Array.Find(
            [CommonLibsName, ToolsName], name => image.StartsWith(name + "-", StringComparison.Ordinal));
        if (ground is null)
            return null;
        var service = image[(ground.Length + 1)..];
        if (!service.EndsWith(DependenciesSuffix, StringComparison.Ordinal))
            return ImageReference.IsRepository(service)
                ? new ImageLayer(LayerKind.Service, service, [image + DependenciesSuffix, ground]) : null;
        service = service[..^DependenciesSuffix.Length];
        return ImageReference.IsRepository(service) ? new ImageLayer(LayerKind.Dependencies, service, [ground]) : null;
    }

    /// <summary>
    /// Why an image may not be based on another; null when it may. Only names of this scheme are checked: an image with
    /// another name matches none.
    /// </summary>
    /// <param name="parent">The image in FROM; null when it is not of this tree.</param>
    public string? Misfit(string image, string? parent)
    {
        if (Find(image) is not { } layer)
            return $"the name {Excerpt.Of(image)} says no layer: {Base}, {ToolsName}, {CommonLibsName}, " +
                "or one of the last two with -SERVICE or -SERVICE-base";
        if (layer.Parents.IsEmpty)
            return parent is null
                ? null
                : $"{image} is the base: it stands on no image of this tree, but it is FROM {Excerpt.Of(parent)}";
        if (parent is not null && layer.Parents.Contains(parent))
            return null;
        var expected = string.Join(" or ", layer.Parents);
        return $"{image} is a {Words(layer.Kind)} layer and stands on {expected}, but it is " +
            $"FROM {(parent is null ? "something else" : Excerpt.Of(parent))}";
    }

    private static string Words(LayerKind kind) => kind switch
    {
        LayerKind.CommonLibs => "common-libs",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
