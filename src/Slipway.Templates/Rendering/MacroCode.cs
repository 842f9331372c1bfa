using Slipway.Templates.Compilation;

namespace Slipway.Templates.Rendering;

/// <summary>A compiled macro or call block.</summary>
/// <param name="Name">Null of a call block.</param>
/// <param name="Slots">Of the parameters, and after them of caller, kwargs and varargs, those that it takes.</param>
internal sealed record MacroCode(string? Name, string[] Parameters, int[] Slots, FunctionScope Function, Executor Run)
{
    public required bool TakesCaller { get; init; }

    public required bool TakesNamed { get; init; }

    public required bool TakesMore { get; init; }
}
