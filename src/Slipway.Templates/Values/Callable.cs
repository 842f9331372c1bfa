using Slipway.Templates.Rendering;

namespace Slipway.Templates.Values;

/// <summary>A value that can be called.</summary>
internal abstract class Callable : PythonObject
{
    public override bool IsTrue => true;

    /// <summary>Whether the call is given the variables of the loop or block that it stands in.</summary>
    public virtual bool TakesContext => false;

    public abstract object? Invoke(TemplateContext context, Arguments arguments);
}
