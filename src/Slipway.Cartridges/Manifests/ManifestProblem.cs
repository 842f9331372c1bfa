namespace Slipway.Cartridges.Manifests;

public enum ProblemSeverity
{
    /// <summary>The manifest is taken, the key has no effect.</summary>
    Warning,

    /// <summary>The manifest is refused.</summary>
    Error,
}

/// <summary>What is wrong with a manifest, where, and what its author may do.</summary>
/// <param name="Line">The line of the text, the first is 1.</param>
/// <param name="Key">The key as a path, <c>Scaling/Min</c>; empty for the document.</param>
public sealed record ManifestProblem(ProblemSeverity Severity, int Line, string Key, string Cause, string NextStep)
{
    public override string ToString() => $"line {Line}: {(Key.Length > 0 ? Key + ": " : "")}{Cause}; {NextStep}";
}

/// <summary>A manifest has errors; all of them are listed, not only the first.</summary>
public sealed class ManifestException(IReadOnlyList<ManifestProblem> problems)
    : FormatException("the cartridge manifest is refused:\n  " + string.Join("\n  ", problems.Where(problem => problem.Severity == ProblemSeverity.Error)))
{
    public IReadOnlyList<ManifestProblem> Problems { get; } = problems;
}
