using System.Collections.Immutable;

namespace Slipway.Factory.Naming;

/// <summary>What the name of an image says.</summary>
/// <param name="Service">The service or cartridge; null for layers that serve all.</param>
/// <param name="Parents">The images that it may stand on, the nearest first; none for the base.</param>
public sealed record ImageLayer(LayerKind Kind, string? Service, ImmutableArray<string> Parents);
