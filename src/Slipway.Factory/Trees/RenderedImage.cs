using System.Collections.Immutable;
using Slipway.Oci;

namespace Slipway.Factory.Trees;

/// <summary>An image with rendered templates: all inputs of its build are known.</summary>
/// <param name="Dockerfile">Null for an image that is bootstrapped from Debian.</param>
/// <param name="Files">Rendered files of its build context, by path.</param>
/// <param name="Sources">Names of the sources in its build context, each as a directory.</param>
/// <param name="Uses">Images that its stages are based on, copy from or mount.</param>
public sealed record RenderedImage(
    TreeImage Image,
    string? Dockerfile,
    ImmutableSortedDictionary<string, string> Files,
    ImmutableArray<string> Sources,
    ImmutableArray<ImageReference> Uses);
