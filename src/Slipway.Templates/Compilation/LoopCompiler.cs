using Slipway.Templates.Rendering;
using Slipway.Templates.Syntax;
using Slipway.Templates.Values;

namespace Slipway.Templates.Compilation;

/// <summary>Compiles for loops.</summary>
internal sealed class LoopCompiler(
    CompilationContext compilation, ExpressionCompiler expressions, StatementCompiler statements)
{
    private int _loops;

    public bool IsInLoop => _loops > 0;

    public T Outside<T>(Func<T> compile)
    {
        var loops = _loops;
        _loops = 0;
        var made = compile();
        _loops = loops;
        return made;
    }

    public Step Compile(For loop, Frame frame)
    {
        var function = loop.IsRecursive ? new FunctionScope(frame.Function) : null;
        var body = frame.Inner(function) with { IsLoop = true };
        var otherwise = frame.Inner(function);
        var isExtended = loop.IsRecursive || UndeclaredNames.Find(loop.Body, "loop").Count > 0
            || loop.All().OfType<Block>().Any(block => block.IsScoped);
        int? loopSlot = isExtended ? body.Symbols.DeclareParameter("loop").Slot : null;
        SymbolAnalysis.Of(body.Symbols, loop, LoopPart.Body);
        SymbolAnalysis.Of(otherwise.Symbols, loop, LoopPart.Else);
        var test = loop.Test is null ? null : Test(loop, frame);
        if (loop.All()
            .OfType<Name>().FirstOrDefault(name => name is { Use: NameUse.Store, Identifier: "loop" }) is { } stored)
            throw compilation.Fail("Can't assign to special loop variable in for-loop target", stored.Line);
        compilation.Mark(loop);
        var line = compilation.Line;
        var write = VariableAccess.Write(body, loop.Target);
        var values = expressions.Compile(loop.Values, frame).Run;
        var loopBody = loop.IsRecursive ? Outside(() => Turns(loop, body, write)) : Turns(loop, body, write);
        var rest = loop.Else.Count == 0 ? null : Else(loop, otherwise);
        var run = new LoopCode(loopBody, rest, loopSlot, test, compilation.Environment.Options.Undefined);
        if (!loop.IsRecursive)
            return new Step(activation => run.Run(activation, activation, values(activation)), line);
        compilation.Mark(loop);
        return new Step(Recursive(run, function!, values), line);
    }

    /// <summary>One turn: the target is assigned, the scope entered, the body run.</summary>
    private LoopBody Turns(For loop, Frame frame, Action<Activation, object?> write)
    {
        _loops++;
        var enter = VariableAccess.Enter(frame.Symbols);
        var body = statements.Body(loop.Body, frame);
        _loops--;
        var leave = VariableAccess.Leave(frame.Symbols);
        return new LoopBody((activation, value) =>
        {
            write(activation, value);
            enter(activation);
            activation.LoopVariables = null;
            return body(activation);
        }, leave);
    }

    private Executor Else(For loop, Frame frame)
    {
        var enter = VariableAccess.Enter(frame.Symbols);
        var body = statements.Body(loop.Else, frame);
        var leave = VariableAccess.Leave(frame.Symbols);
        return activation =>
        {
            enter(activation);
            var flow = body(activation);
            if (flow == Flow.Next)
                leave(activation);
            return flow;
        };
    }

    /// <summary>
    /// The condition behind <c>if</c>: a function that sees the target, but neither <c>loop</c> nor what the body sets.
    /// </summary>
    private LoopTest Test(For loop, Frame outer)
    {
        var function = new FunctionScope(outer.Function);
        var frame = outer.Inner(function);
        SymbolAnalysis.Of(frame.Symbols, loop, LoopPart.Test);
        compilation.Mark(loop.Test!);
        var test = expressions.Compile(loop.Test!, frame).Run;
        var write = VariableAccess.Write(frame, loop.Target);
        var enter = VariableAccess.Enter(frame.Symbols);
        var again = expressions.Compile(AsLoad(loop.Target), frame).Run;
        return new LoopTest(function, enter, write, test, again, compilation.Template, compilation.Line);
    }

    private static Expression AsLoad(Expression target) => target is Name name
        ? name with { Use = NameUse.Load }
        : new TupleLiteral([.. ((TupleLiteral)target).Items.Select(AsLoad)], target.Line);

    private static Executor Recursive(LoopCode run, FunctionScope function, Evaluator values) => activation =>
    {
        string Render(object? iterable, int depth)
        {
            var budget = activation.Context.Budget;
            budget.Enter();
            var inner = Activation.Of(function, activation);
            run.Run(inner, activation, iterable, Render, depth);
            budget.Leave();
            return inner.Out.ToString();
        }
        activation.Out.Append(Render(values(activation), 0));
        return Flow.Next;
    };
}
