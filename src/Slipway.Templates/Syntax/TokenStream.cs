namespace Slipway.Templates.Syntax;

/// <summary>
/// The tokens of a template, one looked ahead; they are cut while the parser asks, so that the first fault is
/// the one reported.
/// </summary>
internal sealed class TokenStream
{
    private readonly IEnumerator<Token> _tokens;
    private readonly string? _template;
    private Token? _pushed;

    public TokenStream(IEnumerable<Token> tokens, string? template)
    {
        _tokens = tokens.GetEnumerator();
        _template = template;
        Current = new Token(1, TokenKind.Data, "");
        Next();
    }

    public Token Current { get; private set; }

    /// <summary>Goes one token ahead; returns the one that was current.</summary>
    public Token Next()
    {
        var passed = Current;
        if (_pushed is { } pushed)
        {
            Current = pushed;
            _pushed = null;
        }
        else if (Current.Kind != TokenKind.End)
        {
            Current = _tokens.MoveNext() ? _tokens.Current : new Token(Current.Line, TokenKind.End, "");
        }
        return passed;
    }

    /// <summary>The token after the current one.</summary>
    public Token Look()
    {
        var current = Next();
        var next = Current;
        _pushed = next;
        Current = current;
        return next;
    }

    public bool SkipName(string name)
    {
        var matches = Current.IsName(name);
        if (matches)
            Next();
        return matches;
    }

    public bool Skip(string operation)
    {
        var matches = Current.Is(operation);
        if (matches)
            Next();
        return matches;
    }

    public Token Expect(TokenKind kind) => Current.Kind == kind ? Next() : throw Unexpected(Token.Describe(kind));

    public Token Expect(string operation) => Current.Is(operation) ? Next() : throw Unexpected(operation);

    public Token ExpectName(string name) => Current.IsName(name) ? Next() : throw Unexpected(name);

    public TemplateException Fail(
        string cause, int? line = null, TemplateError error = TemplateError.TemplateSyntaxError) =>
        new(error, cause, _template, line ?? Current.Line);

    private TemplateException Unexpected(string expected) => Fail(Current.Kind == TokenKind.End
        ? $"unexpected end of template, expected '{expected}'."
        : $"expected token '{expected}', got '{Current.Description}'");
}
