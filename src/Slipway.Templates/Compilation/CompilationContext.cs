using Slipway.Templates.Rendering;
using Slipway.Templates.Syntax;
using Slipway.Templates.Values;

namespace Slipway.Templates.Compilation;

/// <summary>The shared state of compiling one template.</summary>
internal sealed class CompilationContext(TemplateEnvironment environment, string? template)
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

    /// <summary>The number of extends statements so far.</summary>
    public int ExtendsSoFar { get; set; }

    /// <summary>
    /// Whether an unconditional extends statement was compiled: later output at the top level is not rendered.
    /// </summary>
    public bool HasKnownExtends { get; set; }

    /// <summary>
    /// The line for errors of the code that is compiled next. Not every statement changes it: it is the line that Jinja
    /// reports.
    /// </summary>
    public int Line { get; private set; } = 1;

    public void Mark(Node node) => Line = node.Line;

    public TemplateException Fail(string cause, int line) =>
        new(TemplateError.TemplateAssertionError, cause, template, line);

    /// <summary>A session with small limits for evaluating constants.</summary>
    public Activation Scratch() => Activation.OfConstants(environment, _foldingLimits);

    /// <summary>While default values are compiled: parameters that may not have a value yet.</summary>
    public void BeginParameters(Symbols symbols) =>
        _unsetParameters.Push(
            [.. symbols.Loads.Where(load => load.Value.Kind == LoadKind.Parameter).Select(load => load.Key)]);

    public void ParameterIsSet(string identifier) => _unsetParameters.Peek().Remove(identifier);

    public void EndParameters() => _unsetParameters.Pop();

    public bool IsUnsetParameter(string identifier) =>
        _unsetParameters.Count > 0 && _unsetParameters.Peek().Contains(identifier);

    /// <summary>Reports errors of an evaluation at its own line.</summary>
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

    /// <summary>Runs statements in order, until one leaves the surrounding loop.</summary>
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
