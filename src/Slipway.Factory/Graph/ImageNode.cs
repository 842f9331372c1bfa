using System.Collections.Immutable;
using Slipway.Oci;

namespace Slipway.Factory.Graph;

/// <summary>A node of the graph.</summary>
/// <param name="Parents">Images of the graph that it is based on, copies from or mounts, sorted.</param>
/// <param name="Foreign">Such images that are not in the graph.</param>
public sealed record ImageNode(string Name, ImmutableArray<string> Parents, ImmutableArray<ImageReference> Foreign);
