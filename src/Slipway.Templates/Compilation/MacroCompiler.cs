using Slipway.Templates.Rendering;
using Slipway.Templates.Syntax;
using Slipway.Templates.Values;

namespace Slipway.Templates.Compilation;

/// <summary>Compiles macros and call blocks.</summary>
internal sealed class MacroCompiler(
    CompilationContext compilation, ExpressionCompiler expressions, StatementCompiler statements)
{
    public Step Macro(Macro macro, Frame frame)
    {
        var code = Compile(macro, macro.Name, frame);
        var slot = frame.Symbols.Get(macro.Name).Slot;
        var (name, isTopLevel) = (macro.Name, frame.IsTopLevel);
        return new Step(activation =>
        {
            var made = new MacroFunction(code, activation);
            activation.Slots[slot] = made;
            if (isTopLevel)
            {
                activation.Context.Export(name);
                activation.Context.Variables[name] = made;
            }
            return Flow.Next;
        }, compilation.Line);
    }

    public Step CallBlock(CallBlock block, Frame frame)
    {
        var code = Compile(block, null, frame);
        compilation.Mark(block);
        var call = expressions.CompileCall(block.Call, frame, activation => new MacroFunction(code, activation)).Run;
        return new Step(activation =>
        {
            activation.Out.Append(Calls.Joined(call(activation)));
            return Flow.Next;
        }, compilation.Line);
    }

    private MacroCode Compile(MacroLike macro, string? name, Frame outer)
    {
        var function = new FunctionScope(outer.Function);
        var frame = outer.Inner(function) with { ChecksOutput = false };
        SymbolAnalysis.Of(frame.Symbols, macro);
        var names = macro.Parameters.Select(parameter => parameter.Identifier).ToArray();
        var parameters = names.Select(parameter => frame.Symbols.Get(parameter).Slot).ToList();
        var special = UndeclaredNames.Find(macro.Body, "caller", "kwargs", "varargs");
        var takesCaller = special.Contains("caller");
        if (takesCaller && Array.IndexOf(names, "caller") is var at and >= 0
            && at < names.Length - macro.Defaults.Count)
            throw compilation.Fail("When defining macros or call blocks the special \"caller\" argument must be " +
                "omitted or be given a default.", macro.Line);
        if (takesCaller && !names.Contains("caller"))
            parameters.Add(frame.Symbols.DeclareParameter("caller").Slot);
        var takesNamed = special.Contains("kwargs") && !names.Contains("kwargs");
        if (takesNamed)
            parameters.Add(frame.Symbols.DeclareParameter("kwargs").Slot);
        var takesMore = special.Contains("varargs") && !names.Contains("varargs");
        if (takesMore)
            parameters.Add(frame.Symbols.DeclareParameter("varargs").Slot);
        SymbolAnalysis.Of(frame.Symbols, macro);
        compilation.Mark(macro);
        var line = compilation.Line;
        var enter = VariableAccess.Enter(frame.Symbols);
        var defaults = Defaults(macro, frame);
        var body = statements.InFunction(() => statements.Body(macro.Body, frame));
        var run = compilation.Sequence([new Step(Prepare(enter, defaults), line), new Step(body, line)]);
        return new MacroCode(name, names, [.. parameters], function, run)
        {
            TakesCaller = takesCaller, TakesNamed = takesNamed, TakesMore = takesMore,
        };
    }

    private List<Action<Activation>> Defaults(MacroLike macro, Frame frame)
    {
        var actions = new List<Action<Activation>>();
        compilation.BeginParameters(frame.Symbols);
        for (var i = 0; i < macro.Parameters.Count; i++)
        {
            var parameter = macro.Parameters[i].Identifier;
            var variable = frame.Symbols.Get(parameter);
            var at = i - (macro.Parameters.Count - macro.Defaults.Count);
            Evaluator value = at >= 0
                ? expressions.Compile(macro.Defaults[at], frame).Run
                : activation => activation.Context.Undefined($"parameter '{parameter}' was not provided", parameter);
            compilation.ParameterIsSet(variable.Identifier);
            var slot = variable.Slot;
            actions.Add(activation =>
            {
                if (ReferenceEquals(activation.Slots[slot], Missing.Value))
                    activation.Slots[slot] = value(activation);
            });
        }
        compilation.EndParameters();
        return actions;
    }

    private static Executor Prepare(Action<Activation> enter, List<Action<Activation>> defaults) => activation =>
    {
        enter(activation);
        foreach (var action in defaults)
            action(activation);
        return Flow.Next;
    };
}
