using System.Collections.Concurrent;
using Slipway.Templates.Compilation;
using Slipway.Templates.Filters;
using Slipway.Templates.Globals;
using Slipway.Templates.Loading;
using Slipway.Templates.Rendering;
using Slipway.Templates.Syntax;
using Slipway.Templates.Tests;
using Slipway.Templates.Values;

namespace Slipway.Templates;

/// <summary>
/// Parses and renders Jinja2 templates; the output is that of Jinja2 3.1. Parsed templates are cached: use a new
/// environment when files change.
/// </summary>
public sealed class TemplateEnvironment
{
    private readonly ITemplateSource _source;
    private readonly ConcurrentDictionary<string, Template> _templates = new();

    public TemplateEnvironment(ITemplateSource source, TemplateOptions? options = null)
    {
        _source = source;
        Options = options ?? new TemplateOptions();
        Filters = new Dictionary<string, Routine>(FilterTable.All);
        Tests = new Dictionary<string, Routine>(TestTable.All);
        Globals = new Dictionary<string, object?>(GlobalTable.All);
    }

    public TemplateOptions Options { get; }

    internal Dictionary<string, Routine> Filters { get; }

    internal Dictionary<string, Routine> Tests { get; }

    internal Dictionary<string, object?> Globals { get; }

    /// <summary>A global variable, visible in every template.</summary>
    public void SetGlobal(string name, object? value) => Globals[name] = TemplateValue.Of(value);

    /// <exception cref="TemplateException">There is no such template, or it cannot be read.</exception>
    public Template Get(string name)
    {
        if (_templates.TryGetValue(name, out var known))
            return known;
        var source = _source.Find(name) ?? throw new TemplateException(TemplateError.TemplateNotFound, name);
        return _templates.GetOrAdd(name, Parse(source, name));
    }

    /// <summary>Creates a template from text.</summary>
    /// <param name="name">For messages; may be null.</param>
    /// <exception cref="TemplateException">The text is no template.</exception>
    public Template Parse(string source, string? name = null) =>
        new(this, name, TemplateCompiler.Compile(Parser.Parse(source, Options, name), this, name));

    internal void Add(Routine filter) => Filters[filter.Name] = filter;

    /// <summary>Resolves the operand of <c>extends</c> and <c>import</c>: a template, or its name.</summary>
    internal Template Load(object? name) => name switch
    {
        TemplateObject template => template.Template,
        Undefined undefined => throw undefined.Fail(),
        PythonObject { IsHashable: false } other => throw Errors.Type($"unhashable type: '{other.TypeName}'"),
        _ => Get(Text.Of(name)),
    };

    /// <summary>
    /// Resolves the operand of <c>include</c>: the same, or a list of which the first existing one is used.
    /// </summary>
    internal Template LoadFirst(object? names, Budget budget)
    {
        if (Text.Is(names) || names is Undefined or TemplateObject)
            return Load(names);
        if (!Truth.Of(names))
            throw new TemplateException(
                TemplateError.TemplatesNotFound, "Tried to select from an empty list of templates.");
        var tried = new List<string>();
        foreach (var name in Iteration.Each(names, budget))
        {
            try
            {
                return Load(name);
            }
            catch (TemplateException e)
                when (e.Error is TemplateError.TemplateNotFound or TemplateError.UndefinedError && e.Line is null)
            {
                tried.Add(name is Undefined undefined ? undefined.Reason : Text.Of(name));
            }
        }
        throw new TemplateException(
            TemplateError.TemplatesNotFound, $"none of the templates given were found: {string.Join(", ", tried)}");
    }
}
