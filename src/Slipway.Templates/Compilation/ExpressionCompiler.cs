using Slipway.Templates.Rendering;
using Slipway.Templates.Syntax;
using Slipway.Templates.Values;
using Attribute = Slipway.Templates.Syntax.Attribute;

namespace Slipway.Templates.Compilation;

/// <summary>Compiles expressions.</summary>
internal sealed class ExpressionCompiler
{
    private readonly CompilationContext _compilation;
    private readonly ArgumentCompiler _arguments;
    private readonly OperatorCompiler _operators;

    public ExpressionCompiler(CompilationContext compilation)
    {
        _compilation = compilation;
        _arguments = new ArgumentCompiler(this);
        _operators = new OperatorCompiler(compilation, this);
    }

    public Code Compile(Expression expression, Frame frame) => expression switch
    {
        Constant constant => Code.Of(constant.Value),
        TemplateData data => Code.Of(data.Text),
        Name name => CompileName(name, frame),
        Attribute attribute => CompileAttribute(attribute, frame),
        Item item => CompileItem(item, frame),
        Slice slice => CompileSlice(slice, frame),
        FilterExpression filter => CompileFilter(filter, frame),
        TestExpression test => CompileTest(test, frame),
        Call call => CompileCall(call, frame),
        TupleLiteral tuple => CompileTuple(tuple, frame),
        ListLiteral list => CompileList(list, frame),
        DictLiteral dict => CompileDict(dict, frame),
        Conditional conditional => CompileConditional(conditional, frame),
        _ => _operators.Compile(expression, frame),
    };

    /// <param name="caller">What a call block hands over.</param>
    public Code CompileCall(Call call, Frame frame, Evaluator? caller = null)
    {
        var function = Compile(call.Function, frame).Run;
        var (arguments, _) = _arguments.Compile(call.Arguments, frame);
        var (inLoop, inBlock) = (frame.IsLoop, frame.IsBlock);
        if (caller is null)
            return Code.Of(
                activation => Calls.Invoke(activation, function(activation), arguments(activation), inLoop, inBlock));
        return Code.Of(activation =>
        {
            var value = function(activation);
            var given = arguments(activation);
            var named = new Arguments(
                given.Positional, [.. given.Named, KeyValuePair.Create("caller", caller(activation))]);
            return Calls.Invoke(activation, value, named, inLoop, inBlock);
        });
    }

    private Code CompileName(Name name, Frame frame)
    {
        var variable = frame.Symbols.Get(name.Identifier);
        var read = VariableAccess.Read(frame.Function, variable);
        if (frame.Symbols.FindLoad(variable.Identifier) is { Kind: LoadKind.Parameter }
            && !_compilation.IsUnsetParameter(variable.Identifier))
            return Code.Of(read);
        var identifier = name.Identifier;
        return Code.Of(activation =>
        {
            var value = read(activation);
            return ReferenceEquals(value, Missing.Value) ? activation.Context.UndefinedVariable(identifier) : value;
        });
    }

    private Code CompileAttribute(Attribute attribute, Frame frame)
    {
        var value = Compile(attribute.Value, frame);
        var run = value.Run;
        var name = attribute.Name;
        return Code.Folded(
            _compilation, activation => Attributes.Get(activation.Context, run(activation), name), value);
    }

    private Code CompileItem(Item item, Frame frame)
    {
        var (value, key) = (Compile(item.Value, frame), Compile(item.Key, frame));
        var (run, choose) = (value.Run, key.Run);
        if (item.Key is Slice)
            return Code.Folded(_compilation,
                activation => Subscripts.Slice(
                    run(activation), (SliceValue)choose(activation)!, activation.Context.Budget), value, key);
        return Code.Folded(_compilation,
            activation => Attributes.GetItem(activation.Context, run(activation), choose(activation)), value, key);
    }

    private Code CompileSlice(Slice slice, Frame frame)
    {
        Code Part(Expression? part) => part is null ? Code.Of(value: null) : Compile(part, frame);
        var (start, stop, step) = (Part(slice.Start), Part(slice.Stop), Part(slice.Step));
        return new Code(activation => new SliceValue(start.Run(activation), stop.Run(activation), step.Run(activation)),
            start.IsPure
            && stop.IsPure && step.IsPure);
    }

    private Code CompileFilter(FilterExpression filter, Frame frame)
    {
        if (!_compilation.Environment.Filters.TryGetValue(filter.Filter, out var routine))
            return Unknown("filter", filter.Filter, filter.Line, frame);
        var value = filter.Value is null ? Content(frame) : Compile(filter.Value, frame);
        return Invocation(routine, value, filter.Arguments, frame);
    }

    private Code CompileTest(TestExpression test, Frame frame)
    {
        if (!_compilation.Environment.Tests.TryGetValue(test.Test, out var routine))
            return Unknown("test", test.Test, test.Line, frame);
        return Invocation(routine, Compile(test.Value, frame), test.Arguments, frame);
    }

    private Code Invocation(Routine routine, Code value, CallArguments given, Frame frame)
    {
        var (arguments, parts) = _arguments.Compile(given, frame, value);
        object? Run(Activation activation) => routine.Invoke(activation.Context, arguments(activation));
        return routine.NeedsContext ? Code.Of(Run) : Code.Folded(_compilation, Run, parts);
    }

    private Code Unknown(string kind, string name, int line, Frame frame)
    {
        if (!frame.IsSoft)
            throw _compilation.Fail($"No {kind} named '{name}'.", line);
        return Code.Of(_ => throw Errors.Runtime($"No {kind} named '{name}' found."));
    }

    private static Code Content(Frame frame)
    {
        var slot = frame.ContentSlot;
        return Code.Of(activation => activation.Slots[slot]);
    }

    private Code CompileTuple(TupleLiteral tuple, Frame frame)
    {
        var items = tuple.Items.Select(item => Compile(item, frame)).ToArray();
        return Code.Folded(
            _compilation, activation => new PythonTuple(Array.ConvertAll(items, item => item.Run(activation))), items);
    }

    private Code CompileList(ListLiteral list, Frame frame)
    {
        var items = list.Items.Select(item => Compile(item, frame)).ToArray();
        return new Code(activation => new PythonList([.. items.Select(item => item.Run(activation))]),
            items.All(item => item.IsPure));
    }

    private Code CompileDict(DictLiteral dict, Frame frame)
    {
        var items =
            dict.Items.Select(item => (Key: Compile(item.Key, frame), Value: Compile(item.Value, frame))).ToArray();
        return new Code(activation =>
        {
            var made = new PythonDict();
            foreach (var (key, value) in items)
                made[key.Run(activation)] = value.Run(activation);
            return made;
        }, items.All(item => item.Key.IsPure && item.Value.IsPure));
    }

    private Code CompileConditional(Conditional conditional, Frame outer)
    {
        var frame = outer.Soft();
        var (then, test) = (Compile(conditional.Then, frame), Compile(conditional.Test, frame));
        var place = _compilation.Template is { } template
            ? $"line {conditional.Line} in {Representation.Of(template)}"
            : $"line {conditional.Line}";
        var otherwise = conditional.Else is null
            ? Code.Of(_ => Undefined.Hinted(
                UndefinedBehavior.Lenient,
                $"the inline if-expression on {place} evaluated to false and no else section was defined."))
            : Compile(conditional.Else, frame);
        return Code.Folded(_compilation,
            activation => Truth.Of(test.Run(activation)) ? then.Run(activation) : otherwise.Run(activation), then,
            test, otherwise);
    }
}
