using System.Collections.Immutable;

namespace Slipway.Factory.Naming;

/// <summary>The layer that an image's name denotes.</summary>
/// <param name="Service">The service or cartridge; null for shared layers.</param>
/// <param name="Parents">The images on which it may be based, the nearest first; none for the base.</param>
public sealed record ImageLayer(LayerKind Kind, string? Service, ImmutableArray<string> Parents);
