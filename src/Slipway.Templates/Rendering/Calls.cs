using Slipway.Templates.Values;

namespace Slipway.Templates.Rendering;

/// <summary>Calls of values.</summary>
internal static class Calls
{
    public static object? Invoke(
        Activation activation, object? function, Arguments arguments, bool inLoop, bool inBlock)
    {
        if (function is not Callable callable)
            throw function is Undefined undefined ? undefined.Fail() : Errors.Type(
                $"'{TypeNames.Of(function)}' object is not callable");
        var context = activation.Context;
        context.Budget.Turn();
        if (callable.TakesContext)
        {
            if (inLoop && activation.LoopVariables is { Count: > 0 } loop)
                context = context.Derive(loop);
            if (inBlock && activation.BlockVariables is { Count: > 0 } block)
                context = context.Derive(block);
        }
        return callable.Invoke(context, arguments);
    }

    /// <summary>What a filter or call block writes has to be text, other than what a print statement does.</summary>
    public static string Joined(object? value) =>
        Text.TryGet(value, out var text) ? text : throw Errors.Type(
            $"sequence item 0: expected str instance, {TypeNames.Of(value)} found");
}
