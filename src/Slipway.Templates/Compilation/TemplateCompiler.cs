using Slipway.Templates.Rendering;
using Slipway.Templates.Syntax;

namespace Slipway.Templates.Compilation;

/// <summary>Compiles a template: its root, and each block as a function of its own.</summary>
internal sealed class TemplateCompiler
{
    private readonly CompilationContext _compilation;
    private readonly StatementCompiler _statements;

    private TemplateCompiler(CompilationContext compilation)
    {
        _compilation = compilation;
        _statements = new StatementCompiler(compilation);
    }

    /// <exception cref="TemplateException">The template has a filter or test that nobody knows, two blocks of a name,
    /// or the like.</exception>
    public static TemplateCode Compile(TemplateRoot root, TemplateEnvironment environment, string? name) =>
        new TemplateCompiler(new CompilationContext(environment, name)).Compile(root);

    private TemplateCode Compile(TemplateRoot root)
    {
        var blocks = new Dictionary<string, Block>();
        foreach (var block in root.All().OfType<Block>())
        {
            if (!blocks.TryAdd(block.Name, block))
                throw _compilation.Fail($"block '{block.Name}' defined twice", block.Line);
        }
        var function = new FunctionScope(null);
        var symbols = new Symbols(null, function);
        int? self = UndeclaredNames.Find(root.Body, "self").Count > 0 ? symbols.DeclareParameter("self").Slot : null;
        SymbolAnalysis.Of(symbols, root);
        var extends = root.All().Any(node => node is Extends);
        var frame = new Frame(symbols) { IsTopLevel = true, IsRoot = true, ChecksOutput = extends };
        var enter = VariableAccess.Enter(symbols);
        var body = _statements.Body(root.Body, frame);
        var functions = blocks.Values.Select(Compile).ToDictionary(block => block.Name);
        return new TemplateCode(function, Entering(enter, self), body, functions);
    }

    private BlockFunction Compile(Block block)
    {
        var function = new FunctionScope(null);
        var symbols = new Symbols(null, function);
        var special = UndeclaredNames.Find(block.Body, "self", "super");
        int? self = special.Contains("self") ? symbols.DeclareParameter("self").Slot : null;
        int? super = special.Contains("super") ? symbols.DeclareParameter("super").Slot : null;
        SymbolAnalysis.Of(symbols, block);
        _compilation.Mark(block);
        var enter = VariableAccess.Enter(symbols);
        var body = _statements.Body(block.Body, new Frame(symbols) { IsBlock = true });
        return new BlockFunction(block.Name, function, Entering(enter, self), super, body);
    }

    private static Action<Activation> Entering(Action<Activation> enter, int? self) =>
        self is not { } slot ? enter : activation =>
        {
            activation.Slots[slot] = new TemplateReference(activation.Context);
            enter(activation);
        };
}
