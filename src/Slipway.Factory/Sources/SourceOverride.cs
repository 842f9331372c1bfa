namespace Slipway.Factory.Sources;

/// <summary>The commit of a source's repository that a run takes in place of what the tree's settings name.</summary>
/// <param name="Reference">Where the repository has it.</param>
public sealed record SourceOverride(string Reference, string Commit);
