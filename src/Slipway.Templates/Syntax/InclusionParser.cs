namespace Slipway.Templates.Syntax;

/// <summary>Reads include, import and from … import.</summary>
internal sealed class InclusionParser(TokenStream stream, ExpressionParser expressions)
{
    private readonly TargetParser _targets = new(stream, expressions);

    public Include Include()
    {
        var line = stream.Next().Line;
        var template = expressions.Parse();
        var ignoresMissing = stream.Current.IsName("ignore") && stream.Look().IsName("missing");
        if (ignoresMissing)
        {
            stream.Next();
            stream.Next();
        }
        return new Include(template, Context() ?? true, ignoresMissing, line);
    }

    public Import Import()
    {
        var line = stream.Next().Line;
        var template = expressions.Parse();
        stream.ExpectName("as");
        var target = _targets.Name(NameUse.Store).Identifier;
        return new Import(template, target, Context() ?? false, line);
    }

    public FromImport FromImport()
    {
        var line = stream.Next().Line;
        var template = expressions.Parse();
        stream.ExpectName("import");
        var names = new List<(string Name, string Alias)>();
        bool? withContext = null;
        while (true)
        {
            if (names.Count > 0)
                stream.Expect(",");
            if (stream.Current.Kind != TokenKind.Name)
                stream.Expect(TokenKind.Name);
            if ((withContext = Context()) is not null)
                break;
            names.Add(Imported());
            if ((withContext = Context()) is not null || !stream.Current.Is(","))
                break;
        }
        return new FromImport(template, names, withContext ?? false, line);
    }

    private (string Name, string Alias) Imported()
    {
        var name = _targets.Name(NameUse.Store);
        if (name.Identifier.StartsWith('_'))
            throw stream.Fail("names starting with an underline can not be imported", name.Line,
                TemplateError.TemplateAssertionError);
        return (name.Identifier, stream.SkipName("as") ? _targets.Name(NameUse.Store).Identifier : name.Identifier);
    }

    /// <summary><c>with context</c>, <c>without context</c>, or neither.</summary>
    private bool? Context()
    {
        if (!(stream.Current.IsName("with") || stream.Current.IsName("without")) || !stream.Look().IsName("context"))
            return null;
        var with = stream.Next().Text == "with";
        stream.Next();
        return with;
    }
}
