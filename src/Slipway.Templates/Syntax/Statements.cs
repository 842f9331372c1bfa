namespace Slipway.Templates.Syntax;

internal abstract record Statement(int Line) : Node(Line);

internal sealed record TemplateRoot(IReadOnlyList<Statement> Body) : Node(1)
{
    public override IEnumerable<Node> Children => Body;
}

/// <summary>Text and print statements.</summary>
internal sealed record Output(IReadOnlyList<Expression> Parts, int Line) : Statement(Line)
{
    public override IEnumerable<Node> Children => Parts;
}

internal sealed record Extends(Expression Template, int Line) : Statement(Line)
{
    public override IEnumerable<Node> Children => [Template];
}

internal sealed record For(
    Expression Target, Expression Values, IReadOnlyList<Statement> Body,
    IReadOnlyList<Statement> Else, Expression? Test, bool IsRecursive, int Line) : Statement(Line)
{
    public override IEnumerable<Node> Children =>
        Test is null ? [Target, Values, .. Body, .. Else] : [Target, Values, .. Body, .. Else, Test];
}

internal sealed record If(
    Expression Test, IReadOnlyList<Statement> Body, IReadOnlyList<If> Elifs, IReadOnlyList<Statement> Else, int Line)
    : Statement(Line)
{
    public override IEnumerable<Node> Children => [Test, .. Body, .. Elifs, .. Else];
}

/// <summary>What a macro and a call block have in common: parameters and a body.</summary>
internal abstract record MacroLike(
    IReadOnlyList<Name> Parameters, IReadOnlyList<Expression> Defaults, IReadOnlyList<Statement> Body,
    int Line) : Statement(Line)
{
    /// <summary>The parameters, their defaults and the body: what belongs to the macro's own scope.</summary>
    public IEnumerable<Node> Scope => [.. Parameters, .. Defaults, .. Body];
}

internal sealed record Macro(
    string Name, IReadOnlyList<Name> Parameters, IReadOnlyList<Expression> Defaults,
    IReadOnlyList<Statement> Body, int Line)
    : MacroLike(Parameters, Defaults, Body, Line)
{
    public override IEnumerable<Node> Children => Scope;
}

internal sealed record CallBlock(
    Call Call, IReadOnlyList<Name> Parameters, IReadOnlyList<Expression> Defaults,
    IReadOnlyList<Statement> Body, int Line)
    : MacroLike(Parameters, Defaults, Body, Line)
{
    public override IEnumerable<Node> Children => Scope.Prepend(Call);
}

internal sealed record FilterBlock(FilterExpression Filter, IReadOnlyList<Statement> Body, int Line) : Statement(Line)
{
    public override IEnumerable<Node> Children => [.. Body, Filter];
}

internal sealed record With(
    IReadOnlyList<Expression> Targets, IReadOnlyList<Expression> Values, IReadOnlyList<Statement> Body, int Line)
    : Statement(Line)
{
    public override IEnumerable<Node> Children => [.. Targets, .. Values, .. Body];
}

internal sealed record Block(string Name, bool IsScoped, bool IsRequired, IReadOnlyList<Statement> Body, int Line)
    : Statement(Line)
{
    public override IEnumerable<Node> Children => Body;
}

internal sealed record Include(Expression Template, bool WithContext, bool IgnoresMissing, int Line) : Statement(Line)
{
    public override IEnumerable<Node> Children => [Template];
}

internal sealed record Import(Expression Template, string Target, bool WithContext, int Line) : Statement(Line)
{
    public override IEnumerable<Node> Children => [Template];
}

internal sealed record FromImport(
    Expression Template, IReadOnlyList<(string Name, string Alias)> Names, bool WithContext, int Line) : Statement(Line)
{
    public override IEnumerable<Node> Children => [Template];
}

/// <summary><c>{% do … %}</c>.</summary>
internal sealed record Do(Expression Value, int Line) : Statement(Line)
{
    public override IEnumerable<Node> Children => [Value];
}

internal sealed record Assign(Expression Target, Expression Value, int Line) : Statement(Line)
{
    public override IEnumerable<Node> Children => [Target, Value];
}

internal sealed record AssignBlock(Expression Target, FilterExpression? Filter, IReadOnlyList<Statement> Body, int Line)
    : Statement(Line)
{
    public override IEnumerable<Node> Children => Filter is null ? [Target, .. Body] : [Target, Filter, .. Body];
}

internal sealed record Break(int Line) : Statement(Line)
{
    public override IEnumerable<Node> Children => [];
}

internal sealed record Continue(int Line) : Statement(Line)
{
    public override IEnumerable<Node> Children => [];
}
