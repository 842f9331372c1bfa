using Slipway.Templates.Compilation;
using Slipway.Templates.Values;

namespace Slipway.Templates.Rendering;

/// <summary>A compiled block.</summary>
/// <param name="super">Where the parent's block is put, if the block asks for it.</param>
internal sealed class BlockFunction(
    string name, FunctionScope function, Action<Activation> enter, int? super, Executor body)
{
    public string Name => name;

    public void Render(TemplateContext context, OutputText output)
    {
        context.Budget.Enter();
        var activation = Activation.Of(function, context, output);
        if (super is { } slot)
            activation.Slots[slot] = Super(context);
        enter(activation);
        body(activation);
        context.Budget.Leave();
    }

    private PythonObject Super(TemplateContext context)
    {
        var stack = context.Blocks.GetValueOrDefault(name);
        var next = (stack?.IndexOf(this) ?? -1) + 1;
        return next == 0 || next >= stack!.Count
            ? context.Undefined($"there is no parent block called '{name}'.", "super")
            : new BlockReference(name, context, stack, next);
    }
}
