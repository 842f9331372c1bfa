using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates;

/// <summary>A parsed template. It can be rendered any number of times, also in parallel.</summary>
public sealed class Template
{
    private readonly TemplateEnvironment _environment;

    internal Template(TemplateEnvironment environment, string? name, TemplateCode code)
    {
        _environment = environment;
        Name = name;
        Code = code;
    }

    public string? Name { get; }

    internal TemplateCode Code { get; }

    /// <param name="variables"> Values of supported types: string, bool, integers, double, null, dictionaries with
    /// string keys, other sequences, <see cref="Template"/>, JSON elements, and lists and dictionaries of these.
    /// </param>
    /// <exception cref="TemplateException">The template failed, or reached a limit.</exception>
    public string Render(IReadOnlyDictionary<string, object?> variables)
    {
        var session = new RenderSession(_environment, _environment.Options.Limits);
        var given = new Dictionary<string, object?>(_environment.Globals);
        foreach (var (name, value) in variables)
            given[name] = TemplateValue.Of(value);
        var output = new OutputText(session.Budget);
        Code.Render(new TemplateContext(session, given, Name, Code.Blocks), output);
        return output.ToString();
    }

    /// <summary>A context for this template with the variables of another one and additional local variables.</summary>
    internal TemplateContext NewContext(
        TemplateContext from, IReadOnlyCollection<KeyValuePair<string, object?>> locals) =>
        new(from.Session, TemplateContext.With(from.All(), locals), Name, Code.Blocks);

    /// <summary>The template as a module without a context: created once for each rendering.</summary>
    internal TemplateModule DefaultModule(TemplateContext from) => from.Session.Module(this);
}
