using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Globals;

/// <summary>What <c>joiner(…)</c> makes: nothing when called first, then the separator.</summary>
internal sealed class Joiner(object? separator) : Callable
{
    private bool _used;

    public override string TypeName => "Joiner";

    public override string QualifiedTypeName => "jinja2.utils.Joiner";

    public override void WriteTo(Representation representation) =>
        representation.Append("<jinja2.utils.Joiner object at 0x0>");

    public override bool TryGetAttribute(string name, out object? value)
    {
        value = name switch { "sep" => separator, "used" => BoxedValues.Of(_used), _ => Missing.Value };
        return !ReferenceEquals(value, Missing.Value);
    }

    public override object? Invoke(TemplateContext context, Arguments arguments)
    {
        if (arguments.Positional.Length + arguments.Named.Count > 0)
            throw Errors.Type(
                $"Joiner.__call__() takes 1 positional argument but {arguments.Positional.Length + 1} were given");
        if (_used)
            return separator;
        _used = true;
        return "";
    }
}
