using Slipway.Templates;

namespace Slipway.Templates.Tests.Differential;

/// <summary>Cases by chance; each has some features that it was asked for, so that none is left to chance.</summary>
internal sealed class CaseGenerator(Random random)
{
    private const int AskedFor = 5;
    private readonly ContextGenerator _contexts = new(random);
    private int _next;

    public static IReadOnlyList<string> Features { get; } =
    [
        .. FilterSamples.Names.Select(name => "filter " + name),
        .. TestSamples.Names.Select(name => "test " + name),
        .. StatementGenerator.Names.Select(name => "statement " + name),
    ];

    public TemplateCase Next()
    {
        var features = new HashSet<string>();
        var expressions = new ExpressionGenerator(random, features);
        var templates = new Dictionary<string, string> { ["lib"] = Library(expressions) };
        var statements = new StatementGenerator(expressions, features, templates);
        var asked = Enumerable.Range(0, AskedFor).Select(_ => Features[_next++ % Features.Count]).ToList();
        var pieces = asked.Select(feature => Piece(feature, expressions, statements))
            .Append(statements.Body(3)).ToArray();
        random.Shuffle(pieces);
        var extends = asked.Exists(feature =>
            feature is "statement extends" or "statement super" or "statement required block") || random.Next(12) == 0;
        templates["main"] = extends ? Child(pieces, templates, statements, features) : Joined(pieces);
        return new TemplateCase(templates, _contexts.Next(), Options(), features);
    }

    private string Joined(IEnumerable<string> pieces) => string.Join(random.Next(2) == 0 ? "\n" : " ", pieces);

    private static string Piece(string feature, ExpressionGenerator expressions, StatementGenerator statements)
    {
        var (kind, name) = (feature.Split(' ')[0], feature[(feature.IndexOf(' ') + 1)..]);
        return kind switch
        {
            "filter" => $"{{{{ {expressions.Filtered(name)} }}}}",
            "test" => $"{{{{ {expressions.Tested(name)} }}}}",
            _ when name is "extends" or "super" or "required block" => "",
            _ => statements.Statement(name),
        };
    }

    /// <summary>The pieces in blocks of a child, of which some call their parents'.</summary>
    private string Child(
        string[] pieces, Dictionary<string, string> templates, StatementGenerator statements, HashSet<string> features)
    {
        features.UnionWith(["statement extends", "statement super", "statement required block"]);
        templates["base"] = $"<{{% block one %}}1{{{{ i }}}}{{% endblock %}}|" +
            $"{statements.Body(2)}|{{% block two %}}2{{% endblock %}}{{% block three required %}}{{% endblock %}}>";
        var parent = random.Next(3) == 0 ? "middle" : "base";
        if (parent == "middle")
            templates["middle"] = "{% extends 'base' %}{% block one %}m{{ super() }}{% endblock %}";
        var three = random.Next(30) == 0 ? "" : "{% block three %}3{{ u }}{% endblock %}";
        var body = $"{{% set u = i %}}{{% block one %}}{{{{ super() }}}}{Joined(pieces[..2])}{{% endblock %}}" +
            $"{three}{{% block two %}}{Joined(pieces[2..])}{{{{ self.one() }}}}{{% endblock %}}";
        return random.Next(6) == 0
            ? $"{{% if {(random.Next(4) > 0 ? "yes" : "i > 5")} %}}{{% extends '{parent}' %}}{{% endif %}}{body}"
            : $"{{% extends '{parent}' %}}{body}";
    }

    private static string Library(ExpressionGenerator expressions) =>
        $"library{{% macro hello(x, y='there') %}}\nhello {{{{ x }}}} {{{{ y }}}} {{{{ i }}}}{{% endmacro %}}{{% set " +
        $"value = {expressions.Pick("5", "'v'", "[1, 2]", "i")} %}}{{% set _hidden = 1 %}}";

    private TemplateOptions Options() => new()
    {
        Undefined = random.Next(6) switch { 0 => UndefinedBehavior.Chainable, 1 => UndefinedBehavior.Debug, 2
            when random.Next(2) == 0 => UndefinedBehavior.Strict, _ => UndefinedBehavior.Lenient },
        TrimBlocks = random.Next(3) == 0,
        LstripBlocks = random.Next(3) == 0,
        KeepTrailingNewline = random.Next(3) == 0,
        LineStatementPrefix = random.Next(6) == 0 ? "%%" : null,
        LineCommentPrefix = random.Next(6) == 0 ? "##" : null,
    };
}
