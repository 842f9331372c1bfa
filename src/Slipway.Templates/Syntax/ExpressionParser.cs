using System.Runtime.CompilerServices;

namespace Slipway.Templates.Syntax;

/// <summary>
/// Reads expressions (Jinja: "Expressions"), by falling precedence: if, or, and, not, comparisons, + -, ~, * / // %,
/// **, signs, filters and tests.
/// </summary>
internal sealed class ExpressionParser(TokenStream stream, int nesting)
{
    private readonly PrimaryParser _primary = null!;
    private int _depth;

    public ExpressionParser(TokenStream stream, TemplateLimits limits)
        : this(stream, limits.Nesting) => _primary = new PrimaryParser(stream, this);

    public PrimaryParser Primary => _primary;

    public Expression Parse(bool withConditional = true)
    {
        Enter();
        var expression = withConditional ? Conditional() : Or();
        _depth--;
        return expression;
    }

    /// <summary>One expression, or a tuple of those that commas part.</summary>
    /// <param name="simplified">Takes names and literals only, as in targets.</param>
    /// <param name="end">A name that ends the tuple.</param>
    /// <param name="inParentheses">Whether nothing at all is an empty tuple.</param>
    public Expression Tuple(
        bool simplified = false, bool withConditional = true, string? end = null, bool inParentheses = false)
    {
        var line = stream.Current.Line;
        var items = new List<Expression>();
        var isTuple = false;
        while (true)
        {
            if (items.Count > 0)
                stream.Expect(",");
            if (IsTupleEnd(end))
                break;
            items.Add(simplified ? _primary.Primary() : Parse(withConditional));
            if (!stream.Current.Is(","))
                break;
            isTuple = true;
            line = stream.Current.Line;
        }
        if (!isTuple)
        {
            if (items.Count > 0)
                return items[0];
            if (!inParentheses)
                throw stream.Fail($"Expected an expression, got '{stream.Current.Description}'");
        }
        return new TupleLiteral(items, line);
    }

    public void Enter()
    {
        if (++_depth > nesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw stream.Fail(
                $"expressions and statements are nested deeper than {nesting}", error: TemplateError.LimitExceeded);
    }

    public void Leave() => _depth--;

    /// <summary>
    /// With or without a sign before it; <paramref name="withFilters"/> is false behind a sign, which binds
    /// closer than a filter.
    /// </summary>
    public Expression Unary(bool withFilters = true)
    {
        Enter();
        var line = stream.Current.Line;
        Expression value;
        if (stream.Skip("-"))
            value = new Unary("-", Unary(false), line);
        else if (stream.Skip("+"))
            value = new Unary("+", Unary(false), line);
        else
            value = _primary.Primary();
        value = _primary.Postfix(value);
        _depth--;
        return withFilters ? _primary.Filters(value) : value;
    }

    private bool IsTupleEnd(string? end) =>
        stream.Current.Kind is TokenKind.VariableEnd or TokenKind.BlockEnd || stream.Current.Is(")")
            || (end is not null && stream.Current.IsName(end));

    private Expression Conditional()
    {
        var line = stream.Current.Line;
        var value = Or();
        while (stream.SkipName("if"))
        {
            var test = Or();
            Expression? otherwise = null;
            if (stream.SkipName("else"))
            {
                Enter();
                otherwise = Conditional();
                _depth--;
            }
            value = new Conditional(test, value, otherwise, line);
            line = stream.Current.Line;
        }
        return value;
    }

    private Expression Or()
    {
        var line = stream.Current.Line;
        var left = And();
        while (stream.SkipName("or"))
        {
            left = new Binary("or", left, And(), line);
            line = stream.Current.Line;
        }
        return left;
    }

    private Expression And()
    {
        var line = stream.Current.Line;
        var left = Not();
        while (stream.SkipName("and"))
        {
            left = new Binary("and", left, Not(), line);
            line = stream.Current.Line;
        }
        return left;
    }

    private Expression Not()
    {
        if (!stream.Current.IsName("not"))
            return Compare();
        Enter();
        var line = stream.Next().Line;
        var negated = new Unary("not", Not(), line);
        _depth--;
        return negated;
    }

    private Expression Compare()
    {
        var line = stream.Current.Line;
        var first = Sum();
        var operands = new List<(string Operator, Expression Value)>();
        while (ComparisonOperator() is { } operation)
        {
            operands.Add((operation, Sum()));
            line = stream.Current.Line;
        }
        return operands.Count == 0 ? first : new Comparisons(first, operands, line);
    }

    private string? ComparisonOperator()
    {
        if (stream.Current is { Kind: TokenKind.Operator, Text: "==" or "!=" or "<" or "<=" or ">" or ">=" })
            return stream.Next().Text;
        if (stream.SkipName("in"))
            return "in";
        if (!stream.Current.IsName("not") || !stream.Look().IsName("in"))
            return null;
        stream.Next();
        stream.Next();
        return "notin";
    }

    private Expression Sum() => LeftToRight(Concatenation, "+", "-");

    private Expression Concatenation()
    {
        var line = stream.Current.Line;
        var parts = new List<Expression> { Product() };
        while (stream.Skip("~"))
            parts.Add(Product());
        return parts.Count == 1 ? parts[0] : new Concatenation(parts, line);
    }

    private Expression Product() => LeftToRight(Power, "*", "/", "//", "%");

    private Expression Power() => LeftToRight(() => Unary(), "**");

    private Expression LeftToRight(Func<Expression> operand, params ReadOnlySpan<string> operators)
    {
        var line = stream.Current.Line;
        var left = operand();
        while (stream.Current.Kind == TokenKind.Operator && operators.Contains(stream.Current.Text))
        {
            var operation = stream.Next().Text;
            left = new Binary(operation, left, operand(), line);
            line = stream.Current.Line;
        }
        return left;
    }
}
