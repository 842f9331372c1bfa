namespace Slipway.Yaml;

public enum ProblemSeverity
{
    /// <summary>The document is accepted; the key has no effect.</summary>
    Warning,

    /// <summary>The document is refused.</summary>
    Error,
}

/// <summary>A problem of a document: what, where, and how to fix it.</summary>
/// <param name="Line">The line of the text, the first is 1.</param>
/// <param name="Key">The key as a path, <c>Scaling/Min</c>; empty for the document.</param>
public sealed record YamlProblem(ProblemSeverity Severity, int Line, string Key, string Cause, string NextStep)
{
    public override string ToString() => $"line {Line}: {(Key.Length > 0 ? Key + ": " : "")}{Cause}; {NextStep}";
}
