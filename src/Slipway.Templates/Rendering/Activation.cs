using Slipway.Templates.Compilation;
using Slipway.Templates.Values;

namespace Slipway.Templates.Rendering;

/// <summary>One call of a template's function: its variables, and where it writes.</summary>
internal sealed class Activation
{
    private Activation(int slots, Activation? outer, TemplateContext context, OutputText output)
    {
        Slots = new object?[slots];
        Array.Fill(Slots, Missing.Value);
        Outer = outer;
        Root = outer?.Root ?? this;
        Context = context;
        Out = FunctionOut = output;
    }

    public object?[] Slots { get; }

    /// <summary>The call that the function was made in.</summary>
    public Activation? Outer { get; }

    public Activation Root { get; }

    public TemplateContext Context { get; }

    public OutputText Out { get; private set; }

    /// <summary>Where the function writes outside of its filter and set blocks.</summary>
    public OutputText FunctionOut { get; }

    /// <summary>Of the root: the template that it extends.</summary>
    public Template? Parent { get; set; }

    /// <summary>What the innermost loop has set in this turn; null is nothing.</summary>
    public Dictionary<string, object?>? LoopVariables { get; set; }

    public Dictionary<string, object?>? BlockVariables { get; set; }

    public static Activation Of(FunctionScope function, TemplateContext context, OutputText output) =>
        new(function.Count, null, context, output);

    /// <summary>Of a function within another one; it writes into a text of its own.</summary>
    public static Activation Of(FunctionScope function, Activation outer) =>
        new(function.Count, outer, outer.Context, new OutputText(outer.Context.Budget));

    public static Activation OfConstants(TemplateEnvironment environment, TemplateLimits limits)
    {
        var session = new RenderSession(environment, limits);
        return new Activation(0, null, new TemplateContext(session, [], null, new Dictionary<string, BlockFunction>()),
            new OutputText(session.Budget));
    }

    /// <summary>What statements write; only complete when they run to their end.</summary>
    public Flow Capture(Executor body, out string content)
    {
        var around = Out;
        Out = new OutputText(Context.Budget);
        var flow = body(this);
        content = Out.ToString();
        Out = around;
        return flow;
    }
}
