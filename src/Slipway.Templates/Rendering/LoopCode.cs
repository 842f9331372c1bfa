using Slipway.Templates.Compilation;
using Slipway.Templates.Values;

namespace Slipway.Templates.Rendering;

/// <param name="Run">Assigns the item and runs the body.</param>
/// <param name="Leave">Makes the loop's variables missing, behind the loop.</param>
internal sealed record LoopBody(Func<Activation, object?, Flow> Run, Action<Activation> Leave);

/// <summary>A compiled loop.</summary>
/// <param name="loopSlot">Where <c>loop</c> is, if the body asks for it.</param>
internal sealed class LoopCode(
    LoopBody loopBody, Executor? otherwise, int? loopSlot, LoopTest? test, UndefinedBehavior undefined)
{
    /// <param name="outer">Where the test sees its variables: not in a recursive loop's own call.</param>
    /// <param name="recurse">Renders the loop over other values, of a recursive loop.</param>
    public Flow Run(
        Activation activation, Activation outer, object? values,
        Func<object?, int, string>? recurse = null, int depth = 0)
    {
        if (test is not null)
            values = test.Over(values, outer);
        var flow = loopSlot is { } slot
            ? WithLoop(activation, slot, values, recurse, depth)
            : Plain(activation, values);
        loopBody.Leave(activation);
        // As in Jinja, a turn that is left early does not count.
        return flow || otherwise is null ? Flow.Next : otherwise(activation);
    }

    /// <returns>Whether a turn ran to its end.</returns>
    private bool Plain(Activation activation, object? values)
    {
        var completed = false;
        var budget = activation.Context.Budget;
        for (var each = Iteration.Of(values); each.MoveNext();)
        {
            budget.Turn();
            var flow = loopBody.Run(activation, each.Current);
            if (flow == Flow.Break)
                break;
            completed |= flow == Flow.Next;
        }
        return completed;
    }

    private bool WithLoop(
        Activation activation, int slot, object? values, Func<object?, int, string>? recurse, int depth)
    {
        var completed = false;
        var budget = activation.Context.Budget;
        var loop = new LoopContext(values, undefined, budget, recurse, depth);
        while (loop.MoveNext())
        {
            budget.Turn();
            activation.Slots[slot] = loop;
            var flow = loopBody.Run(activation, loop.Current);
            if (flow == Flow.Break)
                break;
            completed |= flow == Flow.Next;
        }
        return completed;
    }
}
