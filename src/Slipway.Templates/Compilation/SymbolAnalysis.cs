using Slipway.Templates.Syntax;

namespace Slipway.Templates.Compilation;

internal enum LoopPart
{
    Body,
    Else,
    Test,
}

/// <summary>Finds out which variables a scope loads and stores; it stops where an inner scope begins.</summary>
internal sealed class SymbolAnalysis
{
    private Symbols _symbols;

    private SymbolAnalysis(Symbols symbols) => _symbols = symbols;

    /// <summary>The scope that the node itself opens.</summary>
    public static void Of(Symbols symbols, Node node)
    {
        var analysis = new SymbolAnalysis(symbols);
        switch (node)
        {
            case AssignBlock assign:
                analysis.VisitAll(assign.Body);
                break;
            case MacroLike macro:
                analysis.VisitAll(macro.Scope);
                break;
            case With with:
                analysis.VisitAll(with.Targets);
                analysis.VisitAll(with.Body);
                break;
            default:
                analysis.VisitAll(node.Children);
                break;
        }
    }

    public static void Of(Symbols symbols, For loop, LoopPart part)
    {
        var analysis = new SymbolAnalysis(symbols);
        if (part != LoopPart.Else)
            analysis.DeclareTargets(loop.Target);
        if (part == LoopPart.Test)
            analysis.Visit(loop.Test!);
        else
            analysis.VisitAll(part == LoopPart.Body ? loop.Body : loop.Else);
    }

    private void DeclareTargets(Expression target)
    {
        foreach (var name in target.All().OfType<Name>())
            _symbols.DeclareParameter(name.Identifier);
    }

    private void VisitAll(IEnumerable<Node> nodes)
    {
        foreach (var node in nodes)
            Visit(node);
    }

    private void Visit(Node node)
    {
        switch (node)
        {
            case Name name:
                Visit(name);
                break;
            case NamespaceTarget target:
                _symbols.Use(target.Identifier);
                break;
            case If condition:
                Visit(condition);
                break;
            default:
                VisitAll(PartsOf(node));
                foreach (var name in NamesOf(node))
                    _symbols.Store(name);
                break;
        }
    }

    /// <summary>What of a node belongs to the scope around it; the rest has one of its own.</summary>
    private static IEnumerable<Node> PartsOf(Node node) => node switch
    {
        Import import => [import.Template],
        FromImport import => [import.Template],
        Assign assign => [assign.Value, assign.Target],
        For loop => [loop.Values],
        CallBlock call => [call.Call],
        FilterBlock block => [block.Filter],
        With with => with.Values,
        AssignBlock assign => [assign.Target],
        Macro or Block => [],
        _ => node.Children,
    };

    /// <summary>The names that a node gives a value by itself.</summary>
    private static IEnumerable<string> NamesOf(Node node) => node switch
    {
        Macro macro => [macro.Name],
        Import import => [import.Target],
        FromImport import => import.Names.Select(name => name.Alias),
        _ => [],
    };

    private void Visit(Name name)
    {
        if (name.Use == NameUse.Parameter)
            _symbols.DeclareParameter(name.Identifier);
        else if (name.Use == NameUse.Store)
            _symbols.Store(name.Identifier);
        else
            _symbols.Use(name.Identifier);
    }

    private void Visit(If condition)
    {
        Visit(condition.Test);
        var original = _symbols;
        Symbols Branch(IEnumerable<Node> nodes)
        {
            var branch = _symbols = original.Copy();
            VisitAll(nodes);
            _symbols = original;
            return branch;
        }
        original.Merge([Branch(condition.Body), Branch(condition.Elifs), Branch(condition.Else)]);
    }
}
