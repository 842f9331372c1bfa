using Slipway.Templates.Globals;
using Slipway.Templates.Rendering;
using Slipway.Templates.Syntax;
using Slipway.Templates.Values;

namespace Slipway.Templates.Compilation;

/// <summary>Compiles set statements and set blocks.</summary>
internal sealed class AssignmentCompiler(
    CompilationContext compilation, ExpressionCompiler expressions, StatementCompiler statements)
{
    public Step Assign(Assign assign, Frame frame)
    {
        compilation.Mark(assign);
        var value = expressions.Compile(assign.Value, frame).Run;
        var write = Write(assign.Target, frame);
        var prepare = assign.Target is NamespaceTarget target ? Space(target, frame) : null;
        return new Step(activation =>
        {
            prepare?.Invoke(activation);
            write(activation, value(activation));
            return Flow.Next;
        }, compilation.Line);
    }

    public Step AssignBlock(AssignBlock assign, Frame outer)
    {
        var slot = outer.Function.Temporary();
        var frame = outer.Inner() with { ChecksOutput = false, ContentSlot = slot };
        SymbolAnalysis.Of(frame.Symbols, assign);
        var enter = VariableAccess.Enter(frame.Symbols);
        var body = statements.Body(assign.Body, frame);
        compilation.Mark(assign);
        var filter = assign.Filter is null ? null : expressions.Compile(assign.Filter, frame).Run;
        var prepare = assign.Target is NamespaceTarget target ? Space(target, outer) : null;
        var write = Write(assign.Target, outer);
        var leave = VariableAccess.Leave(frame.Symbols);
        return new Step(activation =>
        {
            enter(activation);
            var flow = activation.Capture(body, out var content);
            if (flow != Flow.Next)
                return flow;
            activation.Slots[slot] = content;
            prepare?.Invoke(activation);
            write(activation, filter is null ? content : filter(activation));
            leave(activation);
            return Flow.Next;
        }, compilation.Line);
    }

    private static Func<Activation, Namespace> Space(NamespaceTarget target, Frame frame)
    {
        var read = VariableAccess.Read(frame.Function, frame.Symbols.Get(target.Identifier));
        return activation => read(activation) as Namespace
            ?? throw Errors.Runtime("cannot assign attribute on non-namespace object");
    }

    private static Action<Activation, object?> Write(Expression target, Frame frame)
    {
        if (target is NamespaceTarget attribute)
        {
            var space = Space(attribute, frame);
            return (activation, value) => space(activation)[attribute.Attribute] = value;
        }
        var write = VariableAccess.Write(frame, target);
        var publish = Publish(target.All().OfType<Name>().Select(name => name.Identifier).Distinct().ToArray(), frame);
        return publish is null ? write : (activation, value) =>
        {
            write(activation, value);
            publish(activation);
        };
    }

    /// <summary>
    /// What is set at the top level is seen by blocks, imports and includes; in a loop or block, by functions that
    /// take the context.
    /// </summary>
    private static Action<Activation>? Publish(string[] names, Frame frame)
    {
        var variables = names
            .Select(name => (Name: name, Read: VariableAccess.Read(frame.Function, frame.Symbols.Get(name)))).ToArray();
        if (frame.IsLoop)
            return activation => Publish(activation, activation.LoopVariables ??= [], variables);
        if (frame.IsBlock)
            return activation => Publish(activation, activation.BlockVariables ??= [], variables);
        if (!frame.IsTopLevel)
            return null;
        return activation =>
        {
            Publish(activation, activation.Context.Variables, variables);
            foreach (var (name, _) in variables)
                activation.Context.Export(name);
        };
    }

    private static void Publish(
        Activation activation, Dictionary<string, object?> published, (string Name, Evaluator Read)[] variables)
    {
        foreach (var (name, read) in variables)
            published[name] = read(activation);
    }
}
