namespace Slipway.Templates.Syntax;

/// <summary>Reads names, literals, and what may follow them: attributes, items, calls, filters, tests.</summary>
internal sealed class PrimaryParser(TokenStream stream, ExpressionParser expressions)
{
    public Expression Primary()
    {
        var token = stream.Current;
        switch (token.Kind)
        {
            case TokenKind.Name:
                stream.Next();
                return token.Text switch
                {
                    "true" or "True" => new Constant(Values.BoxedValues.True, token.Line),
                    "false" or "False" => new Constant(Values.BoxedValues.False, token.Line),
                    "none" or "None" => new Constant(null, token.Line),
                    _ => new Name(token.Text, NameUse.Load, token.Line),
                };
            case TokenKind.String:
                var text = stream.Next().Text;
                while (stream.Current.Kind == TokenKind.String)
                    text += stream.Next().Text;
                return new Constant(text, token.Line);
            case TokenKind.Integer or TokenKind.Float:
                return new Constant(stream.Next().Value, token.Line);
            default:
                return Bracketed(token);
        }
    }

    public Expression Postfix(Expression value)
    {
        while (true)
        {
            if (stream.Current.Is(".") || stream.Current.Is("["))
                value = Subscript(value);
            else if (stream.Current.Is("("))
                value = Call(value);
            else
                return value;
        }
    }

    /// <summary>Filters, tests, and calls of what they give.</summary>
    public Expression Filters(Expression value)
    {
        while (true)
        {
            if (stream.Current.Is("|"))
                value = Filter(value)!;
            else if (stream.Current.IsName("is"))
                value = Test(value);
            else if (stream.Current.Is("("))
                value = Call(value);
            else
                return value;
        }
    }

    /// <summary>A chain of filters; without a bar before the first one when it is that of a filter block.</summary>
    /// <param name="value">Null: the content of the block.</param>
    public Expression? Filter(Expression? value, bool inBlock = false)
    {
        while (inBlock || stream.Current.Is("|"))
        {
            if (!inBlock)
                stream.Next();
            var token = stream.Expect(TokenKind.Name);
            var name = DottedName(token.Text);
            value = new FilterExpression(
                value, name, stream.Current.Is("(") ? Arguments() : CallArguments.None, token.Line);
            inBlock = false;
        }
        return value;
    }

    private Expression Bracketed(Token token)
    {
        if (stream.Skip("("))
        {
            expressions.Enter();
            var inside = expressions.Tuple(inParentheses: true);
            expressions.Leave();
            stream.Expect(")");
            return inside;
        }
        if (token.Is("["))
            return List(token.Line);
        return token.Is("{") ? Dict(token.Line) : throw stream.Fail($"unexpected '{token.Description}'", token.Line);
    }

    private ListLiteral List(int line)
    {
        stream.Next();
        var items = new List<Expression>();
        while (!stream.Current.Is("]"))
        {
            if (items.Count > 0)
                stream.Expect(",");
            if (stream.Current.Is("]"))
                break;
            items.Add(expressions.Parse());
        }
        stream.Expect("]");
        return new ListLiteral(items, line);
    }

    private DictLiteral Dict(int line)
    {
        stream.Next();
        var items = new List<(Expression Key, Expression Value)>();
        while (!stream.Current.Is("}"))
        {
            if (items.Count > 0)
                stream.Expect(",");
            if (stream.Current.Is("}"))
                break;
            var key = expressions.Parse();
            stream.Expect(":");
            items.Add((key, expressions.Parse()));
        }
        stream.Expect("}");
        return new DictLiteral(items, line);
    }

    private Expression Subscript(Expression value)
    {
        var token = stream.Next();
        if (token.Is("."))
        {
            var attribute = stream.Next();
            return attribute.Kind switch
            {
                TokenKind.Name => new Attribute(value, attribute.Text, token.Line),
                TokenKind.Integer => new Item(value, new Constant(attribute.Value, attribute.Line), token.Line),
                _ => throw stream.Fail("expected name or number", attribute.Line),
            };
        }
        var keys = new List<Expression>();
        while (!stream.Current.Is("]"))
        {
            if (keys.Count > 0)
                stream.Expect(",");
            keys.Add(Key());
        }
        stream.Expect("]");
        return new Item(value, keys.Count == 1 ? keys[0] : new TupleLiteral(keys, token.Line), token.Line);
    }

    private Expression Key()
    {
        var line = stream.Current.Line;
        Expression? start = null;
        if (!stream.Current.Is(":"))
        {
            start = expressions.Parse();
            if (!stream.Current.Is(":"))
                return start;
        }
        stream.Next();
        var stop = stream.Current.Is(":") || IsKeyEnd ? null : expressions.Parse();
        Expression? step = null;
        if (stream.Skip(":") && !IsKeyEnd)
            step = expressions.Parse();
        return new Slice(start, stop, step, line);
    }

    private bool IsKeyEnd => stream.Current.Is("]") || stream.Current.Is(",");

    private Call Call(Expression function)
    {
        var line = stream.Current.Line;
        return new Call(function, Arguments(), line);
    }

    private CallArguments Arguments()
    {
        var line = stream.Expect("(").Line;
        var collected = new Collected();
        for (var needsComma = false; !stream.Current.Is(")"); needsComma = true)
        {
            if (needsComma)
            {
                stream.Expect(",");
                if (stream.Current.Is(")"))
                    break;
            }
            Collect(collected, line);
        }
        stream.Expect(")");
        return new CallArguments(collected.Positional, collected.Named, collected.More, collected.MoreNamed);
    }

    /// <summary>Takes one more argument; the kinds come in a fixed order.</summary>
    private void Collect(Collected collected, int line)
    {
        if (collected.MoreNamed is not null)
            throw WrongCall(line);
        if (stream.Current.Is("**"))
        {
            stream.Next();
            collected.MoreNamed = expressions.Parse();
        }
        else if (stream.Current.Kind == TokenKind.Name && stream.Look().Is("="))
        {
            var name = stream.Next();
            stream.Next();
            if (collected.Named.Exists(argument => argument.Key == name.Text))
                throw stream.Fail($"keyword argument repeated: {name.Text}", name.Line);
            collected.Named.Add(KeyValuePair.Create(name.Text, expressions.Parse()));
        }
        else if (collected.More is null && stream.Current.Is("*"))
        {
            stream.Next();
            collected.More = expressions.Parse();
        }
        else if (collected.More is null && collected.Named.Count == 0 && !stream.Current.Is("*"))
        {
            collected.Positional.Add(expressions.Parse());
        }
        else
        {
            throw WrongCall(line);
        }
    }

    private TemplateException WrongCall(int line) => stream.Fail("invalid syntax for function call expression", line);

    private Expression Test(Expression value)
    {
        var line = stream.Next().Line;
        var isNegated = stream.SkipName("not");
        var name = DottedName(stream.Expect(TokenKind.Name).Text);
        var arguments = CallArguments.None;
        if (stream.Current.Is("("))
            arguments = Arguments();
        else if (BeginsArgument)
        {
            if (stream.Current.IsName("is"))
                throw stream.Fail("You cannot chain multiple tests with is");
            arguments = new CallArguments([Postfix(Primary())], [], null, null);
        }
        Expression test = new TestExpression(value, name, arguments, line);
        return isNegated ? new Unary("not", test, line) : test;
    }

    /// <summary>Whether a test's argument without parentheses follows.</summary>
    private bool BeginsArgument => stream.Current.Kind switch
    {
        TokenKind.Name => stream.Current.Text is not ("else" or "or" or "and"),
        TokenKind.String or TokenKind.Integer or TokenKind.Float => true,
        _ => stream.Current.Is("[") || stream.Current.Is("{"),
    };

    private string DottedName(string name)
    {
        while (stream.Skip("."))
            name += "." + stream.Expect(TokenKind.Name).Text;
        return name;
    }

    private sealed class Collected
    {
        public List<Expression> Positional { get; } = [];

        public List<KeyValuePair<string, Expression>> Named { get; } = [];

        public Expression? More { get; set; }

        public Expression? MoreNamed { get; set; }
    }
}
