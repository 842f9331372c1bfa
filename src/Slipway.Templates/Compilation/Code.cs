using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Compilation;

internal delegate object? Evaluator(Activation activation);

internal delegate Flow Executor(Activation activation);

/// <summary>A compiled expression.</summary>
/// <param name="IsPure">Whether it gives the same each time, whatever the variables.</param>
internal sealed record Code(Evaluator Run, bool IsPure)
{
    public bool IsConstant { get; private init; }

    public static Code Of(object? value) => new(_ => value, IsPure: true) { IsConstant = true };

    public static Code Of(Evaluator run) => new(run, IsPure: false);

    /// <summary>
    /// Evaluates what needs no variables already now, as Jinja's optimizer does. What fails is left to the rendering,
    /// and what could be changed is made anew there.
    /// </summary>
    public static Code Folded(Compilation compilation, Evaluator run, params IEnumerable<Code> parts)
    {
        if (!parts.All(part => part.IsPure))
            return Of(run);
        try
        {
            var value = run(compilation.Scratch());
            return IsImmutable(value) ? Of(value) : new Code(run, IsPure: true);
        }
        catch (TemplateException)
        {
            return Of(run);
        }
    }

    private static bool IsImmutable(object? value) => value switch
    {
        PythonTuple tuple => tuple.Items.All(IsImmutable),
        PythonObject => value is Markup,
        _ => true,
    };
}

/// <summary>A compiled statement, and the line that a fault in it is reported at.</summary>
internal readonly record struct Step(Executor Run, int Line);
