namespace Slipway.Templates.Syntax;

/// <summary>
/// Reads a template into its tree: text, print statements, and the statements of <see cref="StatementParser"/>.
/// </summary>
internal sealed class Parser
{
    private readonly TokenStream _stream;
    private readonly ExpressionParser _expressions;
    private readonly StatementParser _statements;
    private readonly Stack<string[]> _ends = new();
    private readonly Stack<string> _tags = new();

    private Parser(TokenStream stream, TemplateOptions options)
    {
        _stream = stream;
        _expressions = new ExpressionParser(stream, options.Limits);
        _statements = new StatementParser(stream, _expressions, this, options);
    }

    /// <exception cref="TemplateException">The text is no template, or one beyond the limits.</exception>
    public static TemplateRoot Parse(string source, TemplateOptions options, string? template)
    {
        var parser = new Parser(new TokenStream(new Lexer(source, options, template).Tokens(), template), options);
        return new TemplateRoot(parser.Body(null));
    }

    /// <summary>The statements after a tag, up to one of the end tags; that one is current then.</summary>
    public IReadOnlyList<Statement> Statements(params string[] ends)
    {
        _stream.Skip(":");
        _stream.Expect(TokenKind.BlockEnd);
        _expressions.Enter();
        var body = Body(ends);
        _expressions.Leave();
        return _stream.Current.Kind == TokenKind.End
            ? throw FailAt(null, [.. _ends.Reverse(), ends], _stream.Current.Line) : body;
    }

    /// <summary>As <see cref="Statements"/>, and goes behind the end tag's name.</summary>
    public IReadOnlyList<Statement> StatementsTo(string end)
    {
        var body = Statements(end);
        _stream.Next();
        return body;
    }

    private List<Statement> Body(string[]? ends)
    {
        if (ends is not null)
            _ends.Push(ends);
        var body = new List<Statement>();
        var output = new List<Expression>();
        void Flush()
        {
            if (output.Count > 0)
                body.Add(new Output([.. output], output[0].Line));
            output.Clear();
        }
        while (_stream.Current.Kind != TokenKind.End)
        {
            if (_stream.Current.Kind == TokenKind.Data)
            {
                var data = _stream.Next();
                output.Add(new TemplateData(data.Text, data.Line));
                continue;
            }
            var begin = _stream.Next();
            if (begin.Kind == TokenKind.VariableBegin)
            {
                output.Add(_expressions.Tuple());
                _stream.Expect(TokenKind.VariableEnd);
                continue;
            }
            Flush();
            if (ends is not null && _stream.Current.Kind == TokenKind.Name && ends.Contains(_stream.Current.Text))
                break;
            body.Add(Statement());
            _stream.Expect(TokenKind.BlockEnd);
        }
        Flush();
        if (ends is not null)
            _ends.Pop();
        return body;
    }

    private Statement Statement()
    {
        var token = _stream.Current;
        if (token.Kind != TokenKind.Name)
            throw _stream.Fail("tag name expected", token.Line);
        _tags.Push(token.Text);
        var statement = _statements.Parse(token.Text);
        _tags.Pop();
        return statement ?? throw FailAt(token.Text, [.. _ends.Reverse()], token.Line);
    }

    /// <summary>An unknown tag, or the end of the template where a tag is missing: says what was looked for.</summary>
    private TemplateException FailAt(string? tag, IReadOnlyList<string[]> ends, int line)
    {
        var message =
            new List<string> { tag is null ? "Unexpected end of template." : $"Encountered unknown tag '{tag}'." };
        if (ends.Count > 0)
        {
            var wanted = string.Join(" or ", ends[^1].Select(end => $"'{end}'"));
            message.Add(tag is not null && ends.Any(end => end.Contains(tag))
                ? "You probably made a nesting mistake. Jinja is expecting this tag, " +
                    $"but currently looking for {wanted}."
                : $"Jinja was looking for the following tags: {wanted}.");
        }
        if (_tags.Count > 0)
            message.Add($"The innermost block that needs to be closed is '{_tags.Peek()}'.");
        return _stream.Fail(string.Join(' ', message), line);
    }
}
