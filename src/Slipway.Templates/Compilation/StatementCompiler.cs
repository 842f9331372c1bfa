using Slipway.Templates.Globals;
using Slipway.Templates.Rendering;
using Slipway.Templates.Syntax;
using Slipway.Templates.Values;

namespace Slipway.Templates.Compilation;

/// <summary>
/// Compiles statements in the same order as Jinja's compiler, because that determines the lines of errors.
/// </summary>
internal sealed class StatementCompiler
{
    private readonly CompilationContext _compilation;
    private readonly ExpressionCompiler _expressions;
    private readonly AssignmentCompiler _assignments;
    private readonly LoopCompiler _loops;
    private readonly MacroCompiler _macros;
    private readonly InclusionCompiler _inclusions;
    private readonly InheritanceCompiler _inheritance;

    public StatementCompiler(CompilationContext compilation)
    {
        _compilation = compilation;
        _expressions = new ExpressionCompiler(compilation);
        _assignments = new AssignmentCompiler(compilation, _expressions, this);
        _loops = new LoopCompiler(compilation, _expressions, this);
        _macros = new MacroCompiler(compilation, _expressions, this);
        _inclusions = new InclusionCompiler(compilation, _expressions);
        _inheritance = new InheritanceCompiler(compilation, _expressions);
    }

    public Executor Body(IReadOnlyList<Statement> statements, Frame frame)
    {
        var steps = new List<Step>();
        foreach (var statement in statements)
        {
            steps.AddRange(Compile(statement, frame));
            if (statement is Extends && _inheritance.Stops)
            {
                _inheritance.Stops = false;
                break;
            }
        }
        return _compilation.Sequence(steps);
    }

    private IEnumerable<Step> Compile(Statement statement, Frame frame) => statement switch
    {
        Output output => Output(output, frame),
        If condition => [If(condition, frame)],
        For loop => [_loops.Compile(loop, frame)],
        Assign assign => [_assignments.Assign(assign, frame)],
        AssignBlock assign => [_assignments.AssignBlock(assign, frame)],
        Macro macro => [_macros.Macro(macro, frame)],
        CallBlock call => [_macros.CallBlock(call, frame)],
        FilterBlock block => [FilterBlock(block, frame)],
        With with => [With(with, frame)],
        Do evaluated => [Do(evaluated, frame)],
        Include include => [_inclusions.Include(include, frame)],
        Import import => [_inclusions.Import(import, frame)],
        FromImport import => [_inclusions.FromImport(import, frame)],
        Block block => _inheritance.Block(block, frame),
        Extends extends => [_inheritance.Extends(extends, frame)],
        Break or Continue => [Leave(statement)],
        _ => throw new InvalidOperationException($"a {statement.GetType().Name} cannot be compiled"),
    };

    private List<Step> Output(Output output, Frame frame)
    {
        if (frame.ChecksOutput && _compilation.HasKnownExtends)
            return [];
        var steps = new List<Step>();
        var text = "";
        void Flush()
        {
            var written = text;
            if (text.Length > 0)
                steps.Add(new Step(Write(written), _compilation.Line));
            text = "";
        }
        foreach (var part in output.Parts)
        {
            var code = _expressions.Compile(part, frame);
            if (ConstantText(code) is { } constant)
            {
                text += constant;
                continue;
            }
            Flush();
            _compilation.Mark(part);
            var run = code.Run;
            steps.Add(new Step(activation =>
            {
                activation.Out.Append(Text.Of(run(activation)));
                return Flow.Next;
            }, _compilation.Line));
        }
        Flush();
        return frame.ChecksOutput ? [.. steps.Select(step => step with { Run = UnlessExtended(step.Run) })] : steps;
    }

    private static Executor Write(string text) => activation =>
    {
        activation.Out.Append(text);
        return Flow.Next;
    };

    internal static Executor UnlessExtended(Executor run) => activation =>
        activation.Root.Parent is null ? run(activation) : Flow.Next;

    private string? ConstantText(Code code)
    {
        if (!code.IsPure)
            return null;
        if (code.IsConstant && code.Run(null!) is string text)
            return text;
        try
        {
            return Text.Of(code.Run(_compilation.Scratch()));
        }
        catch (TemplateException)
        {
            return null;
        }
    }

    private Step If(If condition, Frame outer)
    {
        var frame = outer.Soft();
        _compilation.Mark(condition);
        var line = _compilation.Line;
        var branches = new List<(Evaluator Test, Executor Body)>
        {
            (_expressions.Compile(condition.Test, frame).Run, Body(condition.Body, frame)),
        };
        foreach (var elif in condition.Elifs)
        {
            _compilation.Mark(elif);
            var run = _expressions.Compile(elif.Test, frame).Run;
            // A strictly undefined value fails only when its truth is tested, also at this line.
            var test = _compilation.At(_compilation.Line, activation => BoxedValues.Of(Truth.Of(run(activation))));
            branches.Add((test, Body(elif.Body, frame)));
        }
        var otherwise = Body(condition.Else, frame);
        var all = branches.ToArray();
        return new Step(activation =>
        {
            foreach (var (test, body) in all)
            {
                if (Truth.Of(test(activation)))
                    return body(activation);
            }
            return otherwise(activation);
        }, line);
    }

    private Step FilterBlock(FilterBlock block, Frame outer)
    {
        var slot = outer.Function.Temporary();
        var frame = outer.Inner() with { ContentSlot = slot };
        SymbolAnalysis.Of(frame.Symbols, block);
        var enter = VariableAccess.Enter(frame.Symbols);
        var body = Body(block.Body, frame);
        _compilation.Mark(block);
        var filter = _expressions.Compile(block.Filter, frame).Run;
        var leave = VariableAccess.Leave(frame.Symbols);
        return new Step(activation =>
        {
            enter(activation);
            var flow = activation.Capture(body, out var content);
            if (flow != Flow.Next)
                return flow;
            activation.Slots[slot] = content;
            activation.Out.Append(Calls.Joined(filter(activation)));
            leave(activation);
            return Flow.Next;
        }, _compilation.Line);
    }

    private Step With(With with, Frame outer)
    {
        var frame = outer.Inner();
        SymbolAnalysis.Of(frame.Symbols, with);
        var line = _compilation.Line;
        var enter = VariableAccess.Enter(frame.Symbols);
        var assignments = with.Targets.Zip(
            with.Values, (target, value) =>
                (Write: VariableAccess.Write(frame, target), Value: _expressions.Compile(value, outer).Run)).ToArray();
        var body = Body(with.Body, frame);
        var leave = VariableAccess.Leave(frame.Symbols);
        return new Step(activation =>
        {
            enter(activation);
            foreach (var (write, value) in assignments)
                write(activation, value(activation));
            var flow = body(activation);
            if (flow == Flow.Next)
                leave(activation);
            return flow;
        }, line);
    }

    private Step Do(Do evaluated, Frame frame)
    {
        _compilation.Mark(evaluated);
        var run = _expressions.Compile(evaluated.Value, frame).Run;
        return new Step(activation =>
        {
            run(activation);
            return Flow.Next;
        }, _compilation.Line);
    }

    private Step Leave(Statement statement)
    {
        if (!_loops.IsInLoop)
            throw new TemplateException(TemplateError.TemplateSyntaxError,
                statement is Break ? "'break' outside loop" : "'continue' not properly in loop",
                _compilation.Template, statement.Line);
        _compilation.Mark(statement);
        var flow = statement is Break ? Flow.Break : Flow.Continue;
        return new Step(_ => flow, _compilation.Line);
    }

    /// <summary>Compiles a separate function: surrounding loops do not belong to it.</summary>
    public T InFunction<T>(Func<T> compile) => _loops.Outside(compile);
}
