namespace Slipway.Templates.Rendering;

/// <summary>
/// The state of one rendering: its budget, its random numbers, and the modules imported without a context.
/// </summary>
internal sealed class RenderSession(TemplateEnvironment environment, TemplateLimits limits)
{
    private readonly Dictionary<Template, TemplateModule> _modules = [];
    private Random? _random;

    public TemplateEnvironment Environment => environment;

    public Budget Budget { get; } = new(limits);

    /// <summary>Seeded, so that the output is reproducible.</summary>
    public Random Random => _random ??= new Random(environment.Options.Seed);

    public TemplateModule Module(Template template)
    {
        if (!_modules.TryGetValue(template, out var module))
            _modules.Add(template,
                module = new TemplateModule(
                    template, new TemplateContext(this, new Dictionary<string, object?>(environment.Globals),
                        template.Name, template.Code.Blocks)));
        return module;
    }
}
