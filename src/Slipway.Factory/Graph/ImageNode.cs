using System.Collections.Immutable;
using Slipway.Oci;

namespace Slipway.Factory.Graph;

/// <summary>An image in the graph.</summary>
/// <param name="Parents">Images of the graph that it stands on, copies from or mounts, sorted.</param>
/// <param name="Foreign">Images that the graph does not make.</param>
public sealed record ImageNode(string Name, ImmutableArray<string> Parents, ImmutableArray<ImageReference> Foreign);
