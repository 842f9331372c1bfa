using Slipway.Templates.Compilation;

namespace Slipway.Templates.Rendering;

/// <summary>A compiled template.</summary>
internal sealed class TemplateCode(
    FunctionScope function, Action<Activation> enter, Executor body, IReadOnlyDictionary<string, BlockFunction> blocks)
{
    public IReadOnlyDictionary<string, BlockFunction> Blocks => blocks;

    public void Render(TemplateContext context, OutputText output)
    {
        context.Budget.Enter();
        var activation = Activation.Of(function, context, output);
        enter(activation);
        body(activation);
        activation.Parent?.Code.Render(context, output);
        context.Budget.Leave();
    }
}
