using Slipway.Templates.Values;

namespace Slipway.Templates.Globals;

/// <summary>What <c>namespace()</c> makes: a value whose attributes may be set, from within loops too.</summary>
internal sealed class Namespace(PythonDict attributes) : PythonObject
{
    public override string TypeName => "Namespace";

    public override string QualifiedTypeName => "jinja2.utils.Namespace";

    public override bool IsTrue => true;

    public object? this[string name]
    {
        set => attributes[name] = value;
    }

    public override void WriteTo(Representation representation)
    {
        representation.Append("<Namespace ");
        representation.Write(attributes);
        representation.Append(">");
    }

    public override bool TryGetAttribute(string name, out object? value)
    {
        value = null;
        return !name.StartsWith('_') && attributes.TryGet(name, out value);
    }

    public bool Has(string name) => attributes.Has(name);
}
