using Slipway.Oci;

namespace Slipway.Factory.Naming;

/// <summary>
/// How names say what an image is for and what it stands on (seed 004): with <c>debian</c>, <c>mos</c> and <c>ms</c>,
/// the chain is <c>debian</c>, <c>debian-mos</c>, <c>debian-mos-ms</c>, <c>debian-mos-ms-keystone-base</c>,
/// <c>debian-mos-ms-keystone</c>; a service that needs no common libraries hangs at the tools, <c>debian-mos-mysql</c>,
/// and may have its dependencies apart, too.
/// </summary>
/// <param name="Base">The name of the operating system's image.</param>
/// <param name="Tools">What the tools' image adds to it.</param>
/// <param name="CommonLibs">What the common libraries' image adds to that.</param>
public sealed record LayerScheme(string Base, string Tools, string CommonLibs)
{
    private const string DependenciesSuffix = "-base";

    private string ToolsName => $"{Base}-{Tools}";

    private string CommonLibsName => $"{ToolsName}-{CommonLibs}";

    /// <summary>The layer that a name says; null when it is none of this scheme.</summary>
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
    /// Why an image may not stand on another; null when it may. Only names of this scheme are judged: an image of
    /// another name fits nowhere in it.
    /// </summary>
    /// <param name="parent">The image that it is FROM; null is none of this tree's.</param>
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
