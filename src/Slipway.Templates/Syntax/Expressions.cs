namespace Slipway.Templates.Syntax;

/// <summary>A node of a template's syntax tree.</summary>
internal abstract record Node(int Line)
{
    /// <summary>In the order in which Jinja visits them.</summary>
    public abstract IEnumerable<Node> Children { get; }

    /// <summary>This node and all below it; not into blocks when they are left out.</summary>
    public IEnumerable<Node> All(bool intoBlocks = true)
    {
        var ahead = new Stack<Node>([this]);
        while (ahead.TryPop(out var node))
        {
            yield return node;
            if (node is Block && !intoBlocks && !ReferenceEquals(node, this))
                continue;
            foreach (var child in node.Children.Reverse())
                ahead.Push(child);
        }
    }
}

internal abstract record Expression(int Line) : Node(Line);

internal enum NameUse
{
    Load,
    Store,

    /// <summary>As store; of a parameter or a with statement.</summary>
    Parameter,
}

internal sealed record Name(string Identifier, NameUse Use, int Line) : Expression(Line)
{
    public override IEnumerable<Node> Children => [];
}

/// <summary>The target of <c>{% set space.attribute = … %}</c>.</summary>
internal sealed record NamespaceTarget(string Identifier, string Attribute, int Line) : Expression(Line)
{
    public override IEnumerable<Node> Children => [];
}

internal sealed record Constant(object? Value, int Line) : Expression(Line)
{
    public override IEnumerable<Node> Children => [];
}

internal sealed record TemplateData(string Text, int Line) : Expression(Line)
{
    public override IEnumerable<Node> Children => [];
}

internal sealed record TupleLiteral(IReadOnlyList<Expression> Items, int Line) : Expression(Line)
{
    public override IEnumerable<Node> Children => Items;
}

internal sealed record ListLiteral(IReadOnlyList<Expression> Items, int Line) : Expression(Line)
{
    public override IEnumerable<Node> Children => Items;
}

internal sealed record DictLiteral(IReadOnlyList<(Expression Key, Expression Value)> Items, int Line) : Expression(Line)
{
    public override IEnumerable<Node> Children => Items.SelectMany(item => new[] { item.Key, item.Value });
}

internal sealed record Conditional(Expression Test, Expression Then, Expression? Else, int Line) : Expression(Line)
{
    public override IEnumerable<Node> Children => Else is null ? [Test, Then] : [Test, Then, Else];
}

internal sealed record CallArguments(
    IReadOnlyList<Expression> Positional, IReadOnlyList<KeyValuePair<string, Expression>> Named,
    Expression? More, Expression? MoreNamed)
{
    public static CallArguments None { get; } = new([], [], null, null);

    public IEnumerable<Node> All
    {
        get
        {
            IEnumerable<Node> all = Positional.Concat(Named.Select(named => named.Value));
            if (More is not null)
                all = all.Append(More);
            return MoreNamed is null ? all : all.Append(MoreNamed);
        }
    }
}

/// <param name="Value">Null in a filter block: its content.</param>
internal sealed record FilterExpression(Expression? Value, string Filter, CallArguments Arguments, int Line)
    : Expression(Line)
{
    public override IEnumerable<Node> Children => Value is null ? Arguments.All : Arguments.All.Prepend(Value);
}

internal sealed record TestExpression(Expression Value, string Test, CallArguments Arguments, int Line)
    : Expression(Line)
{
    public override IEnumerable<Node> Children => Arguments.All.Prepend(Value);
}

internal sealed record Call(Expression Function, CallArguments Arguments, int Line) : Expression(Line)
{
    public override IEnumerable<Node> Children => Arguments.All.Prepend(Function);
}

internal sealed record Attribute(Expression Value, string Name, int Line) : Expression(Line)
{
    public override IEnumerable<Node> Children => [Value];
}

internal sealed record Item(Expression Value, Expression Key, int Line) : Expression(Line)
{
    public override IEnumerable<Node> Children => [Value, Key];
}

internal sealed record Slice(Expression? Start, Expression? Stop, Expression? Step, int Line) : Expression(Line)
{
    public override IEnumerable<Node> Children => new[] { Start, Stop, Step }.OfType<Node>();
}

internal sealed record Concatenation(IReadOnlyList<Expression> Parts, int Line) : Expression(Line)
{
    public override IEnumerable<Node> Children => Parts;
}

/// <param name="Operands">Operators are <c>== != &lt; &lt;= &gt; &gt;= in notin</c>.</param>
internal sealed record Comparisons(
    Expression First, IReadOnlyList<(string Operator, Expression Value)> Operands, int Line) : Expression(Line)
{
    public override IEnumerable<Node> Children => Operands.Select(operand => (Node)operand.Value).Prepend(First);
}

/// <param name="Operator"><c>+ - * / // ** % and or</c>.</param>
internal sealed record Binary(string Operator, Expression Left, Expression Right, int Line) : Expression(Line)
{
    public override IEnumerable<Node> Children => [Left, Right];
}

/// <param name="Operator"><c>+ - not</c>.</param>
internal sealed record Unary(string Operator, Expression Value, int Line) : Expression(Line)
{
    public override IEnumerable<Node> Children => [Value];
}
