namespace Slipway.Factory.Specs;

/// <summary>What a spec test found wrong with an image before the image is built.</summary>
/// <param name="Rule">The test's name, as <c>tolerate</c> names it.</param>
/// <param name="File">The file at fault, from the top of the tree.</param>
/// <param name="Line">1-based, of the file or, for a rendered Dockerfile, of the rendered text; null when no line is
/// at fault.</param>
public sealed record SpecFinding(string Rule, string Image, string File, int? Line, string Cause, string NextStep)
{
    public override string ToString() => $"{File}{(Line is null ? "" : $", line {Line}")}: {Cause} [{Rule}]";
}
