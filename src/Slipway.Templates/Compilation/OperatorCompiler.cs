using Slipway.Templates.Rendering;
using Slipway.Templates.Syntax;
using Slipway.Templates.Values;

namespace Slipway.Templates.Compilation;

/// <summary>Compiles operators and comparisons.</summary>
internal sealed class OperatorCompiler(CompilationContext compilation, ExpressionCompiler expressions)
{
    public Code Compile(Expression expression, Frame frame) => expression switch
    {
        Binary { Operator: "and" or "or" } logical => CompileLogical(logical, frame),
        Binary binary => CompileBinary(binary, frame),
        Unary unary => CompileUnary(unary, frame),
        Comparisons comparisons => CompileComparisons(comparisons, frame),
        Concatenation concatenation => CompileConcatenation(concatenation, frame),
        _ => throw new InvalidOperationException($"a {expression.GetType().Name} cannot be evaluated"),
    };

    private Code CompileLogical(Binary logical, Frame frame)
    {
        var stopsAt = logical.Operator == "or";
        var left = expressions.Compile(logical.Left, frame);
        // What a constant decides is not even looked at: an unknown filter there is no fault.
        if (left.IsConstant && Truth.Of(left.Run(null!)) == stopsAt)
            return left;
        var right = expressions.Compile(logical.Right, frame);
        var (first, second) = (left.Run, right.Run);
        return Code.Folded(compilation, activation =>
        {
            var value = first(activation);
            return Truth.Of(value) == stopsAt ? value : second(activation);
        }, left, right);
    }

    private Code CompileBinary(Binary binary, Frame frame)
    {
        var (left, right) = (expressions.Compile(binary.Left, frame), expressions.Compile(binary.Right, frame));
        var (a, b) = (left.Run, right.Run);
        Evaluator run = binary.Operator switch
        {
            "+" => activation => Arithmetic.Add(a(activation), b(activation), activation.Context.Budget),
            "-" => activation => Arithmetic.Subtract(a(activation), b(activation), activation.Context.Budget),
            "*" => activation => Arithmetic.Multiply(a(activation), b(activation), activation.Context.Budget),
            "**" => activation => Arithmetic.Power(a(activation), b(activation), activation.Context.Budget),
            "/" => activation => Division.True(a(activation), b(activation)),
            "//" => activation => Division.Floor(a(activation), b(activation)),
            _ => activation => Division.Modulo(a(activation), b(activation), activation.Context.Budget),
        };
        return Code.Folded(compilation, run, left, right);
    }

    private Code CompileUnary(Unary unary, Frame frame)
    {
        var value = expressions.Compile(unary.Value, frame);
        var run = value.Run;
        Evaluator applied = unary.Operator switch
        {
            "not" => activation => BoxedValues.Of(!Truth.Of(run(activation))),
            "-" => activation => Arithmetic.Negate(run(activation)),
            _ => activation => Arithmetic.Plus(run(activation)),
        };
        return Code.Folded(compilation, applied, value);
    }

    /// <summary>As in Python, <c>a &lt; b &lt; c</c> is <c>a &lt; b and b &lt; c</c>, with b evaluated once.</summary>
    private Code CompileComparisons(Comparisons comparisons, Frame frame)
    {
        var first = expressions.Compile(comparisons.First, frame);
        var operands = comparisons.Operands.Select(
            operand => (Holds: Relation(operand.Operator), Code: expressions.Compile(operand.Value, frame))).ToArray();
        Evaluator run = activation =>
        {
            var left = first.Run(activation);
            foreach (var (holds, code) in operands)
            {
                var right = code.Run(activation);
                if (!holds(left, right, activation.Context.Budget))
                    return BoxedValues.False;
                left = right;
            }
            return BoxedValues.True;
        };
        return Code.Folded(compilation, run, operands.Select(operand => operand.Code).Prepend(first));
    }

    private static Func<object?, object?, Budget, bool> Relation(string operation) => operation switch
    {
        "==" => Comparison.AreEqual,
        "!=" => (left, right, budget) => !Comparison.AreEqual(left, right, budget),
        "<" => Comparison.IsLess,
        "<=" => Comparison.IsLessOrEqual,
        ">" => Comparison.IsGreater,
        ">=" => Comparison.IsGreaterOrEqual,
        "in" => (left, right, budget) => Containment.In(right, left, budget),
        _ => (left, right, budget) => !Containment.In(right, left, budget),
    };

    private Code CompileConcatenation(Concatenation concatenation, Frame frame)
    {
        var parts = concatenation.Parts.Select(part => expressions.Compile(part, frame)).ToArray();
        return Code.Folded(compilation, activation =>
        {
            var texts = new string[parts.Length];
            for (var i = 0; i < parts.Length; i++)
                texts[i] = Text.Of(parts[i].Run(activation));
            activation.Context.Budget.Make(texts.Sum(text => (long)text.Length));
            return string.Concat(texts);
        }, parts);
    }
}
