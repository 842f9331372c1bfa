namespace Slipway.Templates.Syntax;

/// <summary>Reads what a value is assigned to: a name, a tuple of names, or an attribute of a namespace.</summary>
internal sealed class TargetParser(TokenStream stream, ExpressionParser expressions)
{
    public Expression Parse(string? end = null, bool withNamespace = false, NameUse use = NameUse.Store)
    {
        if (withNamespace && stream.Look().Is("."))
        {
            var name = stream.Expect(TokenKind.Name);
            stream.Next();
            return new NamespaceTarget(name.Text, stream.Expect(TokenKind.Name).Text, name.Line);
        }
        var target = expressions.Tuple(simplified: true, end: end);
        return Stored(target, use) ?? throw stream.Fail($"can't assign to '{Kind(target)}'", target.Line);
    }

    public Name Name(NameUse use)
    {
        var token = stream.Expect(TokenKind.Name);
        return token.Text is "true" or "false" or "none" or "True" or "False" or "None"
            ? throw stream.Fail("can't assign to 'name'", token.Line)
            : new Name(token.Text, use, token.Line);
    }

    /// <summary>Null when nothing can be assigned to it.</summary>
    private static Expression? Stored(Expression target, NameUse use)
    {
        if (target is Name name)
            return name with { Use = use };
        if (target is not TupleLiteral tuple)
            return null;
        var items = tuple.Items.Select(item => Stored(item, use)).ToList();
        return items.Contains(null) ? null : tuple with { Items = items! };
    }

    private static string Kind(Expression target) => target switch
    {
        Constant => "const",
        ListLiteral => "list",
        DictLiteral => "dict",
        TupleLiteral => "tuple",
        _ => target.GetType().Name.ToLowerInvariant(),
    };
}
