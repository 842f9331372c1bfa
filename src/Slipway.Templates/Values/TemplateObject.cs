namespace Slipway.Templates.Values;

/// <summary>
/// A template as a value: what <c>extends</c>, <c>include</c> and <c>import</c> take in place of a name.
/// </summary>
internal sealed class TemplateObject(Template template) : PythonObject
{
    public Template Template => template;

    public override string TypeName => "Template";

    public override string QualifiedTypeName => "jinja2.environment.Template";

    public override void WriteTo(Representation representation) =>
        representation.Append(
            template.Name is null ? "<Template memory:0x0>" : $"<Template {Representation.Of(template.Name)}>");

    public override bool TryGetAttribute(string name, out object? value)
    {
        value = name == "name" ? template.Name : null;
        return name == "name";
    }
}
