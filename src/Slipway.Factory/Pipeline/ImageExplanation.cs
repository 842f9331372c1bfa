using System.Collections.Immutable;
using Slipway.Factory.Records;

namespace Slipway.Factory.Pipeline;

/// <summary>Whether the next run would build an image, and why.</summary>
/// <param name="Newest">The newest image of that name; null when there is none.</param>
public sealed record ImageExplanation(
    string Image, bool WouldBuild, ImmutableArray<string> Reasons, ImageRecord? Newest);
