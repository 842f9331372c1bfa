using Slipway.Templates.Values;

namespace Slipway.Templates.Rendering;

/// <summary>What <c>self</c> is: the blocks of the template by their names.</summary>
internal sealed class TemplateReference(TemplateContext context) : PythonObject
{
    public override string TypeName => "TemplateReference";

    public override string QualifiedTypeName => "jinja2.runtime.TemplateReference";

    public override bool IsTrue => true;

    public override void WriteTo(Representation representation) =>
        representation.Append($"<TemplateReference {Representation.Of(context.Name)}>");

    public override bool TryGetItem(object? key, Budget budget, out object? value)
    {
        value = null;
        if (!Text.TryGet(key, out var name) || !context.Blocks.TryGetValue(name, out var stack))
            return false;
        value = new BlockReference(name, context, stack, 0);
        return true;
    }
}
