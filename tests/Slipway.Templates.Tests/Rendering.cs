using Slipway.Templates;
using Slipway.Templates.Loading;

namespace Slipway.Templates.Tests;

/// <summary>Renders text, in a line.</summary>
internal static class Rendering
{
    public static string Of(
        string template, TemplateOptions? options = null, params (string Name, object? Value)[] variables) =>
        Of(new Dictionary<string, string> { ["main"] = template }, options, variables);

    /// <param name="templates"><c>main</c> is the one that is rendered.</param>
    public static string Of(
        IReadOnlyDictionary<string, string> templates, TemplateOptions? options = null,
        params (string Name, object? Value)[] variables) =>
        new TemplateEnvironment(new MemoryTemplates(templates), options)
            .Get("main").Render(variables.ToDictionary(entry => entry.Name, entry => entry.Value));

    public static TemplateException Failing(
        string template, TemplateOptions? options = null, params (string Name, object? Value)[] variables) =>
        Should.Throw<TemplateException>(() => Of(template, options, variables));
}
