using Slipway.Templates.Rendering;
using Slipway.Templates.Syntax;
using Slipway.Templates.Values;

namespace Slipway.Templates.Compilation;

/// <summary>Compiles extends and blocks.</summary>
internal sealed class InheritanceCompiler(CompilationContext compilation, ExpressionCompiler expressions)
{
    /// <summary>Whether what follows the extends statement just compiled can never be reached.</summary>
    public bool Stops { get; set; }

    public IEnumerable<Step> Block(Block block, Frame frame)
    {
        if (frame.IsTopLevel && compilation.HasKnownExtends)
            yield break;
        var isGuarded = frame.IsTopLevel && compilation.ExtendsSoFar > 0;
        compilation.Mark(block);
        var name = block.Name;
        var isRequired = block.IsRequired;
        var locals = block.IsScoped ? VariableAccess.Locals(frame) : null;
        Executor run = activation =>
        {
            var context = locals is null ? activation.Context : activation.Context.Derive(locals(activation));
            var stack = activation.Context.Blocks[name];
            if (isRequired && stack.Count <= 1)
                throw Errors.Runtime($"Required block '{name}' not found");
            stack[0].Render(context, activation.Out);
            return Flow.Next;
        };
        yield return new Step(isGuarded ? StatementCompiler.UnlessExtended(run) : run, compilation.Line);
    }

    public Step Extends(Extends extends, Frame frame)
    {
        if (!frame.IsTopLevel)
            throw compilation.Fail("cannot use extend from a non top-level scope", extends.Line);
        if (compilation.ExtendsSoFar > 0 && compilation.HasKnownExtends)
        {
            Stops = true;
            return new Step(_ => throw Errors.Runtime("extended multiple times"), compilation.Line);
        }
        var before = compilation.Line;
        compilation.Mark(extends);
        var name = expressions.Compile(extends.Template, frame).Run;
        var (template, environment) = (compilation.Template, compilation.Environment);
        if (frame.IsRoot)
            compilation.HasKnownExtends = true;
        compilation.ExtendsSoFar++;
        return new Step(activation =>
        {
            if (activation.Root.Parent is not null)
                throw new TemplateException(
                    TemplateError.TemplateRuntimeError, "extended multiple times", template, before);
            var parent = environment.Load(name(activation));
            activation.Root.Parent = parent;
            foreach (var (block, function) in parent.Code.Blocks)
                activation.Context.AddBlock(block, function);
            return Flow.Next;
        }, compilation.Line);
    }
}
