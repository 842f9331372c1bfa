using Slipway.Templates.Values;

namespace Slipway.Templates.Rendering;

/// <summary>An imported template: what it exports, and what it prints.</summary>
internal sealed class TemplateModule : PythonObject
{
    private readonly Dictionary<string, object?> _exported;

    public TemplateModule(Template template, TemplateContext context)
    {
        var output = new OutputText(context.Budget);
        template.Code.Render(context, output);
        Name = template.Name;
        Body = output.ToString();
        _exported = context.Exported();
    }

    public string? Name { get; }

    public string Body { get; }

    public override string TypeName => "TemplateModule";

    public override string QualifiedTypeName => "jinja2.environment.TemplateModule";

    public override bool IsTrue => true;

    public override string ToText() => Body;

    public override void WriteTo(Representation representation) =>
        representation.Append(
            Name is null ? "<TemplateModule memory:0x0>" : $"<TemplateModule {Representation.Of(Name)}>");

    public override bool TryGetAttribute(string name, out object? value) => _exported.TryGetValue(name, out value);
}
