using Slipway.Templates.Values;

namespace Slipway.Templates.Rendering;

/// <summary>A block that can be called: <c>super</c>, or <c>self.name</c>.</summary>
internal sealed class BlockReference(
    string name, TemplateContext context, List<BlockFunction> stack, int depth) : Callable
{
    public override string TypeName => "BlockReference";

    public override string QualifiedTypeName => "jinja2.runtime.BlockReference";

    public override void WriteTo(Representation representation) =>
        representation.Append("<jinja2.runtime.BlockReference object at 0x0>");

    public override bool TryGetAttribute(string attribute, out object? value)
    {
        value = attribute switch
        {
            "name" => name,
            "super" when depth + 1 < stack.Count => new BlockReference(name, context, stack, depth + 1),
            "super" => context.Undefined($"there is no parent block called '{name}'.", "super"),
            _ => null,
        };
        return value is not null;
    }

    public override object? Invoke(TemplateContext caller, Arguments arguments)
    {
        if (arguments.Positional.Length > 0 || arguments.Named.Count > 0)
            throw Errors.Type("BlockReference.__call__() takes 1 positional argument but " +
                $"{arguments.Positional.Length + 1} were given");
        var output = new OutputText(context.Budget);
        stack[depth].Render(context, output);
        return output.ToString();
    }
}
