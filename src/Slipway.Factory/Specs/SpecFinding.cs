namespace Slipway.Factory.Specs;

/// <summary>A finding of a spec test.</summary>
/// <param name="Rule">The test's name, for <c>tolerate</c>.</param>
/// <param name="File">The file, relative to the root of the tree.</param>
/// <param name="Line">1-based, in the file or, for a rendered Dockerfile, in the rendered text; null without a
/// line.</param>
public sealed record SpecFinding(string Rule, string Image, string File, int? Line, string Cause, string NextStep)
{
    public override string ToString() => $"{File}{(Line is null ? "" : $", line {Line}")}: {Cause} [{Rule}]";
}
