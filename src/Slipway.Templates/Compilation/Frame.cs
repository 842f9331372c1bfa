namespace Slipway.Templates.Compilation;

/// <summary>What the compiler knows at a place of a template (Jinja: <c>compiler.Frame</c>).</summary>
internal sealed record Frame(Symbols Symbols)
{
    public FunctionScope Function => Symbols.Function;

    /// <summary>Whether what is set here is set for the whole template: the root, and conditions in it.</summary>
    public bool IsTopLevel { get; init; }

    /// <summary>The root itself, without conditions.</summary>
    public bool IsRoot { get; init; }

    public bool IsLoop { get; init; }

    public bool IsBlock { get; init; }

    /// <summary>Within a condition: an unknown filter or test is a fault only when it is reached.</summary>
    public bool IsSoft { get; init; }

    /// <summary>Whether a template that extends another prints nothing here.</summary>
    public bool ChecksOutput { get; init; }

    /// <summary>Where the content of the filter or set block is, for its filter; negative when there is none.</summary>
    public int ContentSlot { get; init; } = -1;

    public Frame Inner(FunctionScope? function = null) =>
        new(new Symbols(Symbols, function ?? Function)) { ChecksOutput = ChecksOutput };

    public Frame Soft() => this with { Symbols = Symbols.Copy(), IsRoot = false, IsSoft = true };
}
