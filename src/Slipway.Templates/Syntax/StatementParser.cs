namespace Slipway.Templates.Syntax;

/// <summary>Reads one statement (Jinja: "List of Control Structures").</summary>
internal sealed class StatementParser(
    TokenStream stream, ExpressionParser expressions, Parser parser, TemplateOptions options)
{
    private readonly TargetParser _targets = new(stream, expressions);
    private readonly InclusionParser _inclusions = new(stream, expressions);

    /// <summary>Null when no such tag is known.</summary>
    public Statement? Parse(string tag) => tag switch
    {
        "for" => For(),
        "if" => If(),
        "block" => Block(),
        "extends" => Extends(),
        "print" => Print(),
        "macro" => Macro(),
        "include" => _inclusions.Include(),
        "from" => _inclusions.FromImport(),
        "import" => _inclusions.Import(),
        "set" => Set(),
        "with" => With(),
        "call" => CallBlock(),
        "filter" => FilterBlock(),
        "autoescape" => throw stream.Fail("autoescape is not supported: use the escape filter where HTML is made"),
        "do" when options.Extensions => Do(),
        "break" when options.Extensions => new Break(stream.Next().Line),
        "continue" when options.Extensions => new Continue(stream.Next().Line),
        _ => null,
    };

    private Extends Extends()
    {
        var line = stream.Next().Line;
        return new Extends(expressions.Parse(), line);
    }

    private Do Do()
    {
        var line = stream.Next().Line;
        return new Do(expressions.Tuple(), line);
    }

    private Statement Set()
    {
        var line = stream.Next().Line;
        var target = _targets.Parse(withNamespace: true);
        if (stream.Skip("="))
            return new Assign(target, expressions.Tuple(), line);
        var filter = expressions.Primary.Filter(null);
        return new AssignBlock(target, (FilterExpression?)filter, parser.StatementsTo("endset"), line);
    }

    private For For()
    {
        var line = stream.Next().Line;
        var target = _targets.Parse(end: "in");
        stream.ExpectName("in");
        var values = expressions.Tuple(withConditional: false, end: "recursive");
        var test = stream.SkipName("if") ? expressions.Parse() : null;
        var isRecursive = stream.SkipName("recursive");
        var body = parser.Statements("endfor", "else");
        var otherwise = stream.Next().Text == "endfor" ? [] : parser.StatementsTo("endfor");
        return new For(target, values, body, otherwise, test, isRecursive, line);
    }

    private If If()
    {
        var line = stream.Next().Line;
        var (test, body) = Branch();
        var elifs = new List<If>();
        while (true)
        {
            var token = stream.Next();
            if (token.IsName("elif"))
            {
                var elif = stream.Current.Line;
                var (elifTest, elifBody) = Branch();
                elifs.Add(new If(elifTest, elifBody, [], [], elif));
                continue;
            }
            IReadOnlyList<Statement> otherwise = token.IsName("else") ? parser.StatementsTo("endif") : [];
            return new If(test, body, elifs, otherwise, line);
        }
    }

    private (Expression Test, IReadOnlyList<Statement> Body) Branch() =>
        (expressions.Tuple(withConditional: false), parser.Statements("elif", "else", "endif"));

    private With With()
    {
        var line = stream.Next().Line;
        var (targets, values) = (new List<Expression>(), new List<Expression>());
        while (stream.Current.Kind != TokenKind.BlockEnd)
        {
            if (targets.Count > 0)
                stream.Expect(",");
            targets.Add(_targets.Parse(use: NameUse.Parameter));
            stream.Expect("=");
            values.Add(expressions.Parse());
        }
        return new With(targets, values, parser.StatementsTo("endwith"), line);
    }

    private Block Block()
    {
        var line = stream.Next().Line;
        var name = stream.Expect(TokenKind.Name).Text;
        var isScoped = stream.SkipName("scoped");
        var isRequired = stream.SkipName("required");
        if (stream.Current.Is("-"))
            throw stream.Fail("Block names in Jinja have to be valid Python identifiers and may not contain hyphens, " +
                "use an underscore instead.");
        var body = parser.StatementsTo("endblock");
        if (isRequired && !body.All(IsBlank))
            throw stream.Fail("Required blocks can only contain comments or whitespace");
        stream.SkipName(name);
        return new Block(name, isScoped, isRequired, body, line);
    }

    private static bool IsBlank(Statement statement) =>
        statement is Output output
            && output.Parts.All(part => part is TemplateData data && data.Text.All(Values.Characters.IsSpace));

    private CallBlock CallBlock()
    {
        var line = stream.Next().Line;
        var (parameters, defaults) = stream.Current.Is("(") ? Signature() : ([], []);
        if (expressions.Parse() is not Call call)
            throw stream.Fail("expected call", line);
        return new CallBlock(call, parameters, defaults, parser.StatementsTo("endcall"), line);
    }

    private FilterBlock FilterBlock()
    {
        var line = stream.Next().Line;
        var filter = (FilterExpression)expressions.Primary.Filter(null, inBlock: true)!;
        return new FilterBlock(filter, parser.StatementsTo("endfilter"), line);
    }

    private Macro Macro()
    {
        var line = stream.Next().Line;
        var name = _targets.Name(NameUse.Store).Identifier;
        var (parameters, defaults) = Signature();
        return new Macro(name, parameters, defaults, parser.StatementsTo("endmacro"), line);
    }

    private Output Print()
    {
        var line = stream.Next().Line;
        var parts = new List<Expression>();
        while (stream.Current.Kind != TokenKind.BlockEnd)
        {
            if (parts.Count > 0)
                stream.Expect(",");
            parts.Add(expressions.Parse());
        }
        return new Output(parts, line);
    }

    private (List<Name> Parameters, List<Expression> Defaults) Signature()
    {
        var (parameters, defaults) = (new List<Name>(), new List<Expression>());
        stream.Expect("(");
        while (!stream.Current.Is(")"))
        {
            if (parameters.Count > 0)
                stream.Expect(",");
            var parameter = _targets.Name(NameUse.Parameter);
            if (stream.Skip("="))
                defaults.Add(expressions.Parse());
            else if (defaults.Count > 0)
                throw stream.Fail("non-default argument follows default argument");
            if (parameters.Exists(other => other.Identifier == parameter.Identifier))
                throw stream.Fail(
                    $"duplicate argument '{parameter.Identifier}' in function definition", parameter.Line);
            parameters.Add(parameter);
        }
        stream.Expect(")");
        return (parameters, defaults);
    }
}
