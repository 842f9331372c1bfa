using Slipway.Templates.Rendering;
using Slipway.Templates.Syntax;
using Slipway.Templates.Values;

namespace Slipway.Templates.Compilation;

/// <summary>What the parts of the compiler share while they compile one template.</summary>
internal sealed class Compilation(TemplateEnvironment environment, string? template)
{
    private const int FoldedValues = 10_000;
    private readonly Stack<HashSet<string>> _unsetParameters = new();
    private readonly TemplateLimits _foldingLimits = environment.Options.Limits with
    {
        OutputLength = Math.Min(environment.Options.Limits.OutputLength, FoldedValues),
        Work = Math.Min(environment.Options.Limits.Work, 10 * FoldedValues),
        Iterations = Math.Min(environment.Options.Limits.Iterations, FoldedValues),
        IntegerBits = Math.Min(environment.Options.Limits.IntegerBits, 4096),
        RangeSize = Math.Min(environment.Options.Limits.RangeSize, FoldedValues),
    };

    public TemplateEnvironment Environment => environment;

    public string? Template => template;

    public Dictionary<string, BlockFunction> Blocks { get; } = [];

    /// <summary>How many extends statements were met so far.</summary>
    public int ExtendsSoFar { get; set; }

    /// <summary>
    /// Whether an extends statement stands outside of any condition: what follows at the top level is not rendered.
    /// </summary>
    public bool HasKnownExtends { get; set; }

    /// <summary>
    /// The line that a fault in what is compiled next is reported at. Not every statement moves it: it is the line
    /// that Jinja reports.
    /// </summary>
    public int Line { get; private set; } = 1;

    public void Mark(Node node) => Line = node.Line;

    public TemplateException Fail(string cause, int line) =>
        new(TemplateError.TemplateAssertionError, cause, template, line);

    /// <summary>A place to evaluate constants in, with little room.</summary>
    public Activation Scratch() => Activation.OfConstants(environment, _foldingLimits);

    /// <summary>While defaults of parameters are compiled: those parameters that may not have a value yet.</summary>
    public void BeginParameters(Symbols symbols) =>
        _unsetParameters.Push(
            [.. symbols.Loads.Where(load => load.Value.Kind == LoadKind.Parameter).Select(load => load.Key)]);

    public void ParameterIsSet(string identifier) => _unsetParameters.Peek().Remove(identifier);

    public void EndParameters() => _unsetParameters.Pop();

    public bool IsUnsetParameter(string identifier) =>
        _unsetParameters.Count > 0 && _unsetParameters.Peek().Contains(identifier);

    /// <summary>Reports faults of an evaluation at a line of its own.</summary>
    public Evaluator At(int line, Evaluator run) => activation =>
    {
        try
        {
            return run(activation);
        }
        catch (TemplateException e) when (e.Locate(template, line))
        {
            throw;
        }
    };

    /// <summary>One statement after the other, until one leaves the loop around.</summary>
    public Executor Sequence(IReadOnlyList<Step> steps)
    {
        var array = steps.ToArray();
        return activation =>
        {
            var at = 0;
            try
            {
                for (; at < array.Length; at++)
                {
                    var flow = array[at].Run(activation);
                    if (flow != Flow.Next)
                        return flow;
                }
                return Flow.Next;
            }
            catch (TemplateException e) when (e.Locate(template, array[at].Line))
            {
                throw;
            }
        };
    }
}
