namespace Slipway.Factory.Sources;

/// <summary>A commit of a source's repository that overrides the tree's settings for one run.</summary>
/// <param name="Reference">A reference that contains it.</param>
public sealed record SourceOverride(string Reference, string Commit);
