namespace Slipway.Templates.Compilation;

/// <summary>The state of the compiler at a position in a template (Jinja: <c>compiler.Frame</c>).</summary>
internal sealed record Frame(Symbols Symbols)
{
    public FunctionScope Function => Symbols.Function;

    /// <summary>
    /// Whether variables set here belong to the whole template: in the root, and in conditions in it.
    /// </summary>
    public bool IsTopLevel { get; init; }

    /// <summary>The root itself, without conditions.</summary>
    public bool IsRoot { get; init; }

    public bool IsLoop { get; init; }

    public bool IsBlock { get; init; }

    /// <summary>In a condition: an unknown filter or test is an error only when it is reached.</summary>
    public bool IsSoft { get; init; }

    /// <summary>Whether output is suppressed here, because the template extends another.</summary>
    public bool ChecksOutput { get; init; }

    /// <summary>The slot of the filter or set block's content, for its filter; negative without one.</summary>
    public int ContentSlot { get; init; } = -1;

    public Frame Inner(FunctionScope? function = null) =>
        new(new Symbols(Symbols, function ?? Function)) { ChecksOutput = ChecksOutput };

    public Frame Soft() => this with { Symbols = Symbols.Copy(), IsRoot = false, IsSoft = true };
}
