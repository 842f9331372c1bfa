using Slipway.Templates.Rendering;

namespace Slipway.Templates.Values;

/// <summary>A built-in function, filter, test or method; of the latter three the first argument is the value.</summary>
internal sealed class Routine(string name, string parameters, Func<TemplateContext, object?[], object?> body) : Callable
{
    private readonly Signature _signature = new(parameters);

    public string Name => name;

    public bool NeedsContext { get; init; }

    /// <summary>As it prints; null is as a function.</summary>
    public string? Display { get; init; }

    public override bool TakesContext => NeedsContext;

    public override string TypeName => "function";

    public override void WriteTo(Representation representation) =>
        representation.Append(Display ?? $"<function {name} at 0x0>");

    public override object? Invoke(TemplateContext context, Arguments arguments) =>
        body(context, _signature.Bind(name, arguments));
}
