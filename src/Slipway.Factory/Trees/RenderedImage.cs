using System.Collections.Immutable;
using Slipway.Oci;

namespace Slipway.Factory.Trees;

/// <summary>An image whose templates are rendered: all that its build reads is known, none of it is made yet.</summary>
/// <param name="Dockerfile">Null for an image that is bootstrapped from Debian.</param>
/// <param name="Files">Rendered files of its build context, by path.</param>
/// <param name="Sources">Names of the sources that its build context gets, each as a directory.</param>
/// <param name="Uses">The images that its stages stand on, copy from or mount.</param>
public sealed record RenderedImage(
    TreeImage Image,
    string? Dockerfile,
    ImmutableSortedDictionary<string, string> Files,
    ImmutableArray<string> Sources,
    ImmutableArray<ImageReference> Uses);
