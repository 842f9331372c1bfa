using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Compilation;

internal delegate object? Evaluator(Activation activation);

internal delegate Flow Executor(Activation activation);

/// <summary>A compiled expression.</summary>
/// <param name="IsPure">Whether the result never changes, whatever the variables.</param>
internal sealed record Code(Evaluator Run, bool IsPure)
{
    public bool IsConstant { get; private init; }

    public static Code Of(object? value) => new(_ => value, IsPure: true) { IsConstant = true };

    public static Code Of(Evaluator run) => new(run, IsPure: false);

    /// <summary>
    /// Evaluates constant expressions at compile time, like Jinja's optimizer. Errors are left to the rendering, and
    /// mutable values are created there.
    /// </summary>
    public static Code Folded(CompilationContext compilation, Evaluator run, params IEnumerable<Code> parts)
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

/// <summary>A compiled statement, with the line for its errors.</summary>
internal readonly record struct Step(Executor Run, int Line);
